package dev.tally.edl.model;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A declared statistic of an event type.
 *
 * @param name unique in the event type
 * @param filter which events count; all of them when absent
 * @param dimensionSets never empty: the first is always the overall one, {@link
 *     DimensionSet#OVERALL}
 * @param resolutions bucket widths, ascending, never empty
 * @param windows rolling windows, ascending
 * @param unit of the result; empty when not known
 */
public record Metric(
    String name,
    String description,
    Aggregate aggregate,
    Optional<Filter> filter,
    List<DimensionSet> dimensionSets,
    List<Duration> resolutions,
    List<Duration> windows,
    String unit) {

  /** Bucket width where the EDL names none. */
  public static final Duration RESOLUTION_DEFAULT = Duration.ofMinutes(1);

  public Metric {
    requireNonNull(name);
    requireNonNull(description);
    requireNonNull(aggregate);
    requireNonNull(filter);
    dimensionSets = List.copyOf(dimensionSets);
    resolutions = resolutions.stream().sorted().distinct().toList();
    windows = windows.stream().sorted().distinct().toList();
    requireNonNull(unit);
    if (dimensionSets.isEmpty() || !dimensionSets.getFirst().equals(DimensionSet.OVERALL)) {
      throw new IllegalArgumentException("metric " + name + ": the overall set comes first");
    }
    if (resolutions.isEmpty()) {
      throw new IllegalArgumentException("metric " + name + " has no resolution");
    }
  }

  /**
   * The dimension sets that its series are of: those declared, and of a {@code top_k} each with its
   * field behind.
   */
  public List<DimensionSet> seriesSets() {
    return aggregate instanceof Aggregate.TopK top
        ? dimensionSets.stream().map(set -> set.with(top.field())).toList()
        : dimensionSets;
  }

  /** Whether it is computed of other metrics. */
  public boolean isDerived() {
    return aggregate instanceof Aggregate.Derived;
  }
}
