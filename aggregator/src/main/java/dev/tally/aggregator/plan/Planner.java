package dev.tally.aggregator.plan;

import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Metric;
import dev.tally.edl.model.Revision;
import dev.tally.edl.registry.Catalog;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Plans from the latest revision of each event type. A metric or dimension set that a later
 * revision adds counts the events of the runs from then on.
 */
public final class Planner {
  private final Catalog catalog;

  public Planner(Catalog catalog) {
    this.catalog = catalog;
  }

  /** The bucket widths that some metric has, ascending. */
  public List<Duration> resolutions() {
    return catalog.latest().stream()
        .flatMap(revision -> revision.eventType().metrics().stream())
        .flatMap(metric -> metric.resolutions().stream())
        .distinct()
        .sorted()
        .toList();
  }

  /** Empty when the event type is not published or has no metric of this resolution. */
  public Optional<ScanPlan> plan(String eventType, Duration resolution) {
    return catalog
        .latest(eventType)
        .map(Revision::eventType)
        .flatMap(type -> plan(type, resolution));
  }

  /** Of an event type that need not be published. */
  public static Optional<ScanPlan> plan(EventType type, Duration resolution) {
    List<Metric> metrics =
        type.metrics().stream().filter(m -> m.resolutions().contains(resolution)).toList();
    return metrics.isEmpty()
        ? Optional.empty()
        : Optional.of(new ScanBuilder(type, resolution).build(metrics));
  }
}
