package dev.tally.anomaly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.anomaly.life.Alert;
import dev.tally.anomaly.life.AlertState;
import dev.tally.anomaly.life.Ending;
import dev.tally.anomaly.view.AlertSentence;
import dev.tally.anomaly.view.AlertView;
import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.AttributeType;
import dev.tally.edl.model.Delivery;
import dev.tally.edl.model.DimensionClass;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.PiiClass;
import dev.tally.edl.model.Presence;
import dev.tally.edl.model.Revision;
import dev.tally.edl.model.Shape;
import dev.tally.edl.registry.Catalog;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.sketch.DistinctSketch;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CardinalityWatchTest extends WatchedSeries {
  /** Of late, or the engine would drop the rows for their age. */
  private final LocalDate someDay = LocalDate.now(ZoneOffset.UTC).minusDays(3);

  private final Instant noon = someDay.atTime(12, 0).toInstant(ZoneOffset.UTC);
  private static final Duration LATENESS = Duration.ofMinutes(2);
  private static final String VIEW = "shop.View";
  private long version;

  CardinalityWatchTest(ClickHouse clickHouse) {
    super(clickHouse);
  }

  @BeforeEach
  void emptyObserved() {
    clickHouse.execute("TRUNCATE TABLE observed_dimensions");
  }

  private static Attribute attribute(String name, DimensionClass dimension, PiiClass pii) {
    return new Attribute(
        name,
        List.of(1),
        AttributeType.STRING,
        Shape.SINGULAR,
        Presence.OPTIONAL,
        Optional.empty(),
        dimension,
        pii,
        "",
        0,
        false,
        false,
        "");
  }

  private static final Attribute PAGE = attribute("page", DimensionClass.SMALL, PiiClass.NONE);

  private static Revision revision(int id, Attribute... attributes) {
    return new Revision(
        id,
        100 + id,
        new EventType(
            VIEW,
            "",
            "shop",
            Duration.ofDays(30),
            Delivery.AT_LEAST_ONCE,
            List.of(attributes),
            List.of(),
            List.of()),
        Instant.EPOCH);
  }

  private CardinalityWatch of(Revision... revisions) {
    return watch.dimensions(Catalog.of(List.of(revisions)));
  }

  /** As a collector writes it; revision 7 brought most. */
  private void observed(LocalDate day, String dimension, String collector, int from, int until) {
    DistinctSketch sketch = new DistinctSketch();
    for (int i = from; i < until; i++) {
      // Any 64 bits that differ are hashes.
      sketch.add((i + 1) * 0x9E3779B97F4A7C15L);
    }
    insert(day, dimension, collector, sketch.count(), sketch.isExact(), sketch.toBytes());
  }

  private void insert(
      LocalDate day,
      String dimension,
      String collector,
      long values,
      boolean isExact,
      byte[] sketch) {
    clickHouse.execute(
        """
        INSERT INTO observed_dimensions
        SELECT {day:Date}, {event:String}, {dimension:String}, {collector:String}, {version:UInt64}, {values:UInt64},
            {exact:UInt8}, unhex({sketch:String}), ['/b', '/a'], 7, 9
        """,
        Map.of(
            "day", day,
            "event", VIEW,
            "dimension", dimension,
            "collector", collector,
            "version", ++version,
            "values", values,
            "exact", isExact ? 1 : 0,
            "sketch", HexFormat.of().formatHex(sketch)),
        Map.of());
  }

  private static Instant start(LocalDate day) {
    return day.atStartOfDay().toInstant(ZoneOffset.UTC);
  }

  private Alert alert() {
    assertThat(watch.alerts()).hasSize(1);
    return watch.alerts().getFirst();
  }

  @Test
  void moreValuesThanTheClassFireAtOnceAndAWholeDayBelowEndsIt() {
    CardinalityWatch dimensions = of(revision(6, PAGE), revision(7, PAGE));
    observed(someDay, "page", "a", 0, 10);
    assertThat(dimensions.evaluate(noon)).isEqualTo(EvaluationReport.NOTHING);
    assertThat(watch.alerts()).isEmpty();

    observed(someDay, "page", "a", 0, 11);
    assertThat(dimensions.evaluate(noon)).isEqualTo(new EvaluationReport(1, 1, 1, 1, 0));
    assertThat(alert().state()).isEqualTo(AlertState.FIRING);
    assertThat(AlertSentence.of(alert()))
        .isEqualTo(
            "page values: 11 on "
                + someDay
                + ", expected at most 10; dimension of shop.View, class SMALL;"
                + " new last: /b, /a; most new values by revision id 7;"
                + " what has no series counts as __other__, see docs/cardinality.md");
    AlertView view = AlertView.of(alert());
    assertThat(view.kind()).isEqualTo("DIMENSION");
    assertThat(view.metric()).isEqualTo("page");
    assertThat(view.upper()).isEqualTo(10);
    assertThat(watch.counted("tally.alerts.fired")).isEqualTo(1);

    // The day goes on; another process judges it.
    observed(someDay, "page", "a", 0, 14);
    CardinalityWatch other = of(revision(6, PAGE), revision(7, PAGE));
    assertThat(other.evaluate(noon.plusSeconds(60)).fired()).isZero();
    dimensions.evaluate(noon.plusSeconds(61));
    assertThat(alert().last().value()).isEqualTo(14);
    assertThat(alert().peak().value()).isEqualTo(14);
    assertThat(alert().outPoints()).isEqualTo(1);
    assertThat(watch.notices()).containsExactly("FIRED shop.View.page over 10");

    // A second day, and a third that is below.
    observed(someDay.plusDays(1), "page", "a", 0, 12);
    dimensions.evaluate(noon.plus(Duration.ofDays(1)));
    assertThat(alert().outPoints()).isEqualTo(2);
    assertThat(alert().peak().value()).isEqualTo(14);
    observed(someDay.plusDays(2), "page", "a", 0, 10);
    dimensions.evaluate(noon.plus(Duration.ofDays(2)));
    Instant midnight = start(someDay.plusDays(3));
    dimensions.evaluate(midnight.plus(LATENESS).minusMillis(1));
    assertThat(alert().state()).as("the day is not whole").isEqualTo(AlertState.FIRING);
    assertThat(dimensions.evaluate(midnight.plus(LATENESS)).resolved()).isEqualTo(1);
    assertThat(alert().ending()).contains(Ending.RECOVERED);
    assertThat(alert().resolvedAt()).contains(start(someDay.plusDays(2)));
    assertThat(watch.notices())
        .containsExactly("FIRED shop.View.page over 10", "RESOLVED shop.View.page over 10");
    assertThat(dimensions.evaluate(midnight.plus(LATENESS))).isEqualTo(EvaluationReport.NOTHING);
    assertThat(watch.alerts()).hasSize(1);
  }

  @Test
  void aDayWithoutAnyEventEndsItToo() {
    CardinalityWatch dimensions = of(revision(7, PAGE));
    observed(someDay, "page", "a", 0, 11);
    dimensions.evaluate(noon);
    dimensions.evaluate(noon.plus(Duration.ofDays(1)));
    assertThat(alert().isOpen()).isTrue();
    dimensions.evaluate(noon.plus(Duration.ofDays(2)));
    assertThat(alert().isOpen()).isFalse();
  }

  @Test
  void whatCollectorsSawTogetherCounts() {
    CardinalityWatch dimensions = of(revision(7, PAGE));
    observed(someDay, "page", "a", 0, 8);
    observed(someDay, "page", "b", 2, 10);
    assertThat(dimensions.evaluate(noon)).as("10, not 16").isEqualTo(EvaluationReport.NOTHING);
    observed(someDay, "page", "b", 4, 12);
    dimensions.evaluate(noon);
    assertThat(alert().last().value()).as("12, of which neither has more than 8").isEqualTo(12);
  }

  @Test
  void anEstimateIsOverWhenItIsBeyondItsError() {
    CardinalityWatch dimensions =
        of(revision(7, attribute("visit", DimensionClass.LARGE, PiiClass.IDENTIFIER)));
    insert(someDay, "visit", "a", 102_000, false, new byte[0]);
    assertThat(dimensions.evaluate(noon)).isEqualTo(EvaluationReport.NOTHING);
    insert(someDay, "visit", "a", 103_000, false, new byte[0]);
    dimensions.evaluate(noon);
    assertThat(alert().last().value()).isEqualTo(103_000);
    assertThat(alert().note()).as("it points to a person").doesNotContain("/a");
  }

  @Test
  void moreRoomEndsItAtOnceAndMoreValuesFireAgain() {
    observed(someDay, "page", "a", 0, 11);
    of(revision(7, PAGE.withMaxValues(5))).evaluate(noon);
    of(revision(7, PAGE.withMaxValues(5)), revision(8, PAGE)).evaluate(noon);
    assertThat(alert().isOpen()).as("11 of 10").isTrue();
    Attribute medium = attribute("page", DimensionClass.MEDIUM, PiiClass.NONE);
    CardinalityWatch raised = of(revision(7, PAGE), revision(8, medium.withMaxValues(20)));
    assertThat(raised.evaluate(noon).resolved()).isEqualTo(1);
    assertThat(raised.evaluate(noon)).isEqualTo(EvaluationReport.NOTHING);
    observed(someDay, "page", "a", 0, 21);
    assertThat(raised.evaluate(noon).fired()).isEqualTo(1);
    assertThat(watch.notices())
        .containsExactly(
            "FIRED shop.View.page over 5",
            "RESOLVED shop.View.page over 5",
            "FIRED shop.View.page over 20");
  }

  @Test
  void itIsWithdrawnWithItsDimensionAndByNobodyElse() {
    observed(someDay, "page", "a", 0, 11);
    of(revision(7, PAGE)).evaluate(noon);
    watch.evaluator().evaluate(noon);
    assertThat(alert().isOpen()).as("the rules of series know nothing of it").isTrue();
    of(revision(7, PAGE), revision(8, attribute("page", DimensionClass.NONE, PiiClass.NONE)))
        .evaluate(noon);
    assertThat(alert().ending()).contains(Ending.WITHDRAWN);
    assertThat(watch.notices()).hasSize(2);
  }

  @Test
  void whatEndedBeforeTheLastWholeDayIsNotFound() {
    observed(someDay.minusDays(2), "page", "a", 0, 11);
    CardinalityWatch dimensions = of(revision(7, PAGE));
    assertThat(dimensions.evaluate(noon)).isEqualTo(EvaluationReport.NOTHING);
    observed(someDay.minusDays(1), "page", "a", 0, 11);
    assertThat(dimensions.evaluate(noon).fired()).as("nobody judged yesterday").isEqualTo(1);
  }
}
