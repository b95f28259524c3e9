package dev.tally.app.torture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.app.torture.Verdict.Point;
import dev.tally.app.torture.Verdict.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The oracle sees each thing that could be wrong: a crash test that can't fail proves nothing. */
final class VerdictTest {
  private static final int EVENTS = 10;
  private static final int ACKNOWLEDGED = 6;
  private static final long MINUTE_MS = 60_000;

  private final Oracle oracle = new Oracle();
  private final List<Row> rows = new ArrayList<>();
  private final Map<Point, Long> points = new HashMap<>();

  /** Ten events in two minutes, number 2 dropped at the door, all others stored. */
  @BeforeEach
  void store() {
    Oracle.Life life = oracle.begin("p");
    for (int i = 0; i < EVENTS; i++) {
      Oracle.Made event = new Oracle.Made(i * 10_000L, i % 2 == 0 ? "even" : "odd");
      int number = life.made(event);
      if (number == 2) {
        life.dropped(number);
        continue;
      }
      rows.add(new Row("p", number, event.timeMs(), event.slice(), ""));
      long minute = event.timeMs() / MINUTE_MS * MINUTE_MS;
      points.merge(new Point(minute, ""), 1L, Long::sum);
      points.merge(new Point(minute, event.slice()), 1L, Long::sum);
    }
    life.ended(ACKNOWLEDGED, 0);
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
    rows.add(new Row("p", 2, 20_000, "even", ""));
    rows.add(new Row("p", EVENTS, 0, "even", ""));
    rows.add(new Row("q", 0, 0, "even", ""));
    rows.set(0, new Row("p", 0, 1, "even", ""));
    assertThat(verdict().unknown()).isEqualTo(4);
  }

  @Test
  void aPointThatIsTooHighOrLowOrMissingIsWrong() {
    points.merge(new Point(0, ""), 1L, Long::sum);
    points.merge(new Point(0, "odd"), -1L, Long::sum);
    points.remove(new Point(MINUTE_MS, "even"));
    points.put(new Point(2 * MINUTE_MS, ""), 1L);
    assertThat(verdict().wrongPoints()).isEqualTo(4);
  }

  private Verdict verdict() {
    return Verdict.of(oracle, rows, points);
  }
}
