package dev.tally.app.truth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.edl.model.Aggregate;
import dev.tally.edl.model.Delivery;
import dev.tally.edl.model.DimensionSet;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Filter;
import dev.tally.edl.model.Metric;
import dev.tally.edl.model.Weight;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What the oracle of the crash test says of events that can be counted by hand. */
final class PlainSeriesTest {
  private static final long DAY_S = 86_400;
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration DAY = Duration.ofDays(1);
  private static final Filter RED_OR_LARGE =
      new Filter.Or(
          List.of(
              new Filter.In("color", List.of(new Filter.Literal.Text("red"))),
              new Filter.Compare(
                  "amount", Filter.Operator.GREATER_OR_EQUAL, new Filter.Literal.Numeric(3))));

  /** Two in the first minute, one in the second, one on the next day. */
  private static final List<PlainEvent> EVENTS =
      List.of(
          new PlainEvent(1_000, Map.of("color", "red", "amount", 1.0, "user", "a")),
          new PlainEvent(1_000, Map.of("color", "blue", "amount", 3.0, "user", "b")),
          new PlainEvent(61_000, Map.of("amount", 2.0, "user", "a")),
          new PlainEvent(DAY_S * 1_000, Map.of("color", "a.b", "user", "c", "ok", true)));

  private static Map<String, Expected> points(Metric... metrics) {
    EventType type =
        new EventType(
            "t.E",
            "",
            "us",
            EventType.RAW_RETENTION_DEFAULT,
            Delivery.AT_LEAST_ONCE,
            List.of(),
            List.of(metrics),
            List.of());
    Map<String, Expected> points = new TreeMap<>();
    PlainSeries.of(type, EVENTS)
        .forEach(
            (point, value) ->
                points.put(point.path().substring("t.E.".length()) + " " + point.timeS(), value));
    return points;
  }

  private static Metric metric(
      String name, Aggregate aggregate, Duration resolution, String... attributes) {
    return metric(name, aggregate, Optional.empty(), resolution, List.of(), attributes);
  }

  private static Metric metric(
      String name,
      Aggregate aggregate,
      Optional<Filter> filter,
      Duration resolution,
      List<Duration> windows,
      String... attributes) {
    List<DimensionSet> sets =
        attributes.length == 0
            ? List.of(DimensionSet.OVERALL)
            : List.of(DimensionSet.OVERALL, new DimensionSet(List.of(attributes)));
    return new Metric(name, "", aggregate, filter, sets, List.of(resolution), windows, "");
  }

  @Test
  void countsWhatAFilterLeavesAndZeroWhereNothingIsLeft() {
    Metric counted =
        metric("n", new Aggregate.Count(), Optional.of(RED_OR_LARGE), MINUTE, List.of(), "color");
    assertThat(points(counted))
        .isEqualTo(
            Map.of(
                "n.1m 0", Expected.exact(2),
                "n.1m 60", Expected.exact(0),
                "n.1m 86400", Expected.exact(0),
                "n.1m.color.red 0", Expected.exact(1),
                "n.1m.color.blue 0", Expected.exact(1),
                "n.1m.color.%00 60", Expected.exact(0),
                "n.1m.color.a%2Eb 86400", Expected.exact(0)));
  }

  @Test
  void whatHasNoValueHasNoPoint() {
    assertThat(
            points(
                metric("least", new Aggregate.Min("amount"), DAY),
                metric("sample", new Aggregate.Stddev("amount", true), MINUTE),
                metric("first", new Aggregate.First("amount"), DAY)))
        .containsOnlyKeys("least.1d 0", "sample.1m 0", "first.1d 0")
        .containsEntry("least.1d 0", Expected.exact(1))
        .containsEntry("first.1d 0", new Expected.OneOf(Set.of(1.0, 3.0)));
    Expected spread =
        points(metric("sample", new Aggregate.Stddev("amount", true), MINUTE))
            .getOrDefault("sample.1m 0", Expected.exact(0));
    assertThat(spread.allows(Math.sqrt(2))).isTrue();
    assertThat(spread.allows(1.414)).isFalse();
  }

  @Test
  void windowsHaveTheEventsOfAllTheirDays() {
    Metric users =
        metric(
            "users",
            new Aggregate.Uniq("user"),
            Optional.empty(),
            DAY,
            List.of(DAY, DAY.multipliedBy(2)));
    assertThat(points(users))
        .isEqualTo(
            Map.of(
                "users.1d 0", Expected.exact(2),
                "users.1d 86400", Expected.exact(1),
                "users.over_2d.1d 0", Expected.exact(2),
                "users.over_2d.1d 86400", Expected.exact(3),
                "users.over_2d.1d 172800", Expected.exact(1)));
    assertThat(new Point("t.E.users.over_2d.1d", 0).isOfWindow()).isTrue();
    assertThat(new Point("t.E.load.p99_9_over_2d.1d.a.b", 0).isOfWindow()).isTrue();
    assertThat(new Point("t.E.users.1d.a.over_2d", 0).isOfWindow()).isFalse();
  }

  @Test
  void ofEquallyFrequentValuesTheFirstIsRankedFirst() {
    assertThat(points(metric("top", new Aggregate.TopK("color", 1), Duration.ofDays(2))))
        .isEqualTo(
            Map.of(
                "top.2d.color.a%2Eb 0", Expected.exact(1),
                "top.2d.color.__other__ 0", Expected.exact(2)));
  }

  @Test
  void computesOfOtherMetrics() {
    Map<String, Expected> points =
        points(
            metric("n", new Aggregate.Count(), MINUTE),
            metric("sum", new Aggregate.Sum("amount"), MINUTE),
            metric("mean", new Aggregate.Ratio("sum", "n"), MINUTE),
            metric("inverse", new Aggregate.Ratio("n", "sum"), MINUTE),
            metric("rate", new Aggregate.Rate("sum"), MINUTE));
    assertThat(points).doesNotContainKey("inverse.1m 86400").containsKey("mean.1m 86400");
    assertThat(points.getOrDefault("mean.1m 0", Expected.exact(0)).allows(2)).isTrue();
    assertThat(points.getOrDefault("rate.1m 0", Expected.exact(0)).allows(4 / 60.0)).isTrue();
  }

  @Test
  void weighsQuantilesAndBounds() {
    Weight weight = new Weight("amount", Weight.Kind.PROBABILITY);
    Map<String, Expected> points =
        points(
            metric("kept", new Aggregate.WeightedCount(weight), DAY),
            metric("to", new Aggregate.Histogram("amount", List.of(0.5, 2.0)), DAY),
            metric("amounts", new Aggregate.Quantiles("amount", List.of(0.5)), DAY));
    assertThat(points.getOrDefault("kept.1d 0", Expected.exact(0)).allows(3)).isTrue();
    assertThat(points)
        .containsEntry("to.le_0_5.1d 0", Expected.exact(0))
        .containsEntry("to.le_2.1d 0", Expected.exact(2))
        .containsEntry("to.le_inf.1d 0", Expected.exact(3))
        .containsKey("amounts.p50.1d 0")
        .doesNotContainKey("amounts.p50.1d 86400");
  }

  @Test
  void whatIsMissingWrongOrTooMuchIsADifference() {
    Point point = new Point("a", 0);
    Map<Point, Expected> expected =
        Map.of(point, Expected.exact(1), new Point("b", 0), Expected.exact(1));
    Differences differences =
        Differences.between(
            expected,
            Map.of(point, 2.0, new Point("c", 0), 1.0, new Point("d", 0), 1.0),
            p -> !p.path().equals("d"));
    assertThat(differences.points()).isEqualTo(2);
    assertThat(differences.wrong()).isEqualTo(3);
    assertThat(differences.examples()).hasSize(3);
  }
}
