package dev.tally.app.bench;

import dev.tally.edl.model.Aggregate;
import dev.tally.edl.model.DimensionSet;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Filter;
import dev.tally.edl.model.Metric;
import dev.tally.edl.model.Revision;
import dev.tally.edl.registry.Catalog;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is rolled up: ten metrics of page views, each another aggregate, by three dimension sets.
 */
final class RollupWork {
  static final List<Duration> RESOLUTIONS = List.of(Duration.ofMinutes(1), Duration.ofHours(1));
  static final List<Double> LEVELS = List.of(0.5, 0.95);
  static final List<Double> BOUNDS = List.of(100.0, 500.0, 1_000.0);

  /** Those of the ten metrics. */
  static final int SETS = 3;

  /** And further ones: 1, 50, 150, 6 and 200 combinations of values. */
  static final List<DimensionSet> ALL_SETS =
      List.of(
          DimensionSet.OVERALL,
          new DimensionSet(List.of("country")),
          new DimensionSet(List.of("country", "device")),
          new DimensionSet(List.of("device", "signed_in")),
          new DimensionSet(List.of("page")));

  private record Named(String name, Aggregate aggregate, Optional<Filter> filter) {
    Named(String name, Aggregate aggregate) {
      this(name, aggregate, Optional.empty());
    }
  }

  private static final List<Named> METRICS =
      List.of(
          new Named("views", new Aggregate.Count()),
          new Named(
              "signed_in_views",
              new Aggregate.Count(),
              Optional.of(
                  new Filter.Compare(
                      "signed_in", Filter.Operator.EQUAL, new Filter.Literal.Bool(true)))),
          new Named("load_total", new Aggregate.Sum("load_ms")),
          new Named("load_average", new Aggregate.Avg("load_ms")),
          new Named("load_least", new Aggregate.Min("load_ms")),
          new Named("load_most", new Aggregate.Max("load_ms")),
          new Named("users", new Aggregate.Uniq("user_id")),
          new Named("load_times", new Aggregate.Quantiles("load_ms", LEVELS)),
          new Named("depth_spread", new Aggregate.Stddev("scroll_depth", false)),
          new Named("load_to", new Aggregate.Histogram("load_ms", BOUNDS)));

  static final int METRIC_COUNT = METRICS.size();

  private RollupWork() {}

  static String metricName(int index) {
    return METRICS.get(index).name();
  }

  /** Page views as they are published, without metrics. */
  static EventType pageView() {
    return BenchEdl.load().stream()
        .flatMap(file -> file.eventTypes().stream())
        .filter(type -> type.name().equals(RollupEvents.EVENT))
        .findFirst()
        .orElseThrow();
  }

  /**
   * With the first metrics and dimension sets; not published, or it would be rolled up all the
   * time.
   */
  static Catalog catalog(int metrics, int sets) {
    EventType type = pageView();
    EventType counted =
        new EventType(
            type.name(),
            type.description(),
            type.owner(),
            type.rawRetention(),
            type.delivery(),
            type.attributes(),
            METRICS.subList(0, metrics).stream().map(named -> metric(named, sets)).toList(),
            List.of());
    return Catalog.of(List.of(new Revision(1, 1, counted, Instant.EPOCH)));
  }

  private static Metric metric(Named named, int sets) {
    return new Metric(
        named.name(),
        "",
        named.aggregate(),
        named.filter(),
        ALL_SETS.subList(0, sets),
        RESOLUTIONS,
        List.of(),
        "");
  }
}
