package dev.tally.app.torture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.app.torture.Comparison.Row;
import dev.tally.app.truth.PlainEvent;
import dev.tally.app.truth.Point;
import dev.tally.edl.model.Aggregate;
import dev.tally.edl.model.Delivery;
import dev.tally.edl.model.DimensionSet;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Metric;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The oracle sees each thing that could be wrong: a crash test that can't fail proves nothing. */
final class VerdictTest {
  private static final int EVENTS = 10;
  private static final int ACKNOWLEDGED = 6;
  private static final long MINUTE_MS = 60_000;
  private static final EventType TICKS =
      new EventType(
          "t.Tick",
          "",
          "torture",
          EventType.RAW_RETENTION_DEFAULT,
          Delivery.AT_LEAST_ONCE,
          List.of(),
          List.of(
              new Metric(
                  "ticks",
                  "",
                  new Aggregate.Count(),
                  Optional.empty(),
                  List.of(DimensionSet.OVERALL, new DimensionSet(List.of("slice"))),
                  List.of(Duration.ofMinutes(1)),
                  List.of(),
                  "")),
          List.of());

  private final Oracle oracle = new Oracle();
  private final List<Row> rows = new ArrayList<>();
  private final Map<Point, Double> points = new HashMap<>();

  /** Ten events in two minutes, number 2 dropped at the door, all others stored. */
  @BeforeEach
  void store() {
    Oracle.Life life = oracle.begin("p");
    for (int i = 0; i < EVENTS; i++) {
      PlainEvent event = event(i * 10_000L, i % 2 == 0 ? "even" : "odd");
      int number = life.made(event);
      if (number == 2) {
        life.dropped(number);
        continue;
      }
      rows.add(new Row("p", number, event, ""));
      long minute = event.timeMs() / MINUTE_MS * 60;
      points.merge(overall(minute), 1.0, Double::sum);
      points.merge(slice(minute, i % 2 == 0 ? "even" : "odd"), 1.0, Double::sum);
    }
    life.ended(ACKNOWLEDGED, 0);
  }

  private static PlainEvent event(long timeMs, String slice) {
    return new PlainEvent(timeMs, Map.of("slice", slice));
  }

  private static Point overall(long timeS) {
    return new Point("t.Tick.ticks.1m", timeS);
  }

  private static Point slice(long timeS, String slice) {
    return new Point("t.Tick.ticks.1m.slice." + slice, timeS);
  }

  @Test
  void whatIsRightHolds() {
    Verdict verdict = verdict();
    assertThat(verdict.holds()).as("%s", verdict).isTrue();
    assertThat(verdict.created()).isEqualTo(EVENTS);
    assertThat(verdict.acknowledged()).isEqualTo(ACKNOWLEDGED);
    assertThat(verdict.dropped()).isOne();
    assertThat(verdict.points()).isEqualTo(6);
  }

  @Test
  void anAcknowledgedEventThatIsNotStoredIsMissing() {
    // Six were acknowledged, without number 2: the last is number 6.
    rows.removeIf(row -> row.number() == 6);
    assertThat(verdict().missing()).isOne();
    assertThat(verdict().holds()).isFalse();
  }

  @Test
  void anEventThatWasNotAcknowledgedMayBeMissing() {
    rows.removeIf(row -> row.number() == 7);
    assertThat(verdict().missing()).isZero();
  }

  @Test
  void anEventTwiceIsADuplicate() {
    rows.add(rows.getLast());
    assertThat(verdict().duplicates()).isOne();
    assertThat(verdict().holds()).isFalse();
  }

  @Test
  void whatWasNeverMadeOrDroppedOrHasOtherValuesIsUnknown() {
    rows.add(new Row("p", 2, event(20_000, "even"), ""));
    rows.add(new Row("p", EVENTS, event(0, "even"), ""));
    rows.add(new Row("q", 0, event(0, "even"), ""));
    rows.set(0, new Row("p", 0, event(1, "even"), ""));
    assertThat(verdict().unknown()).isEqualTo(4);
  }

  @Test
  void aPointThatIsTooHighOrLowOrMissingIsWrong() {
    points.merge(overall(0), 1.0, Double::sum);
    points.merge(slice(0, "odd"), -1.0, Double::sum);
    points.remove(slice(60, "even"));
    points.put(overall(120), 1.0);
    assertThat(verdict().wrongPoints()).isEqualTo(4);
  }

  private Verdict verdict() {
    return new Comparison(oracle, TICKS, rows).with(points, point -> true);
  }
}
