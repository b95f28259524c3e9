package dev.tally.aggregator.cost;

import static java.util.Objects.requireNonNull;

import dev.tally.edl.model.ClassUse;
import java.util.List;

/**
 * What makes series and states, and what was kept from making more.
 *
 * @param dimensions those with most other events first, then by how full they are
 * @param metrics those with most series first
 * @param more metrics and dimension sets that are left out
 */
public record Cardinality(List<DimensionUse> dimensions, List<MetricUse> metrics, long more) {
  public Cardinality {
    dimensions = List.copyOf(dimensions);
    metrics = List.copyOf(metrics);
  }

  /**
   * A dimension that some set has.
   *
   * @param valuesMax that may have series of their own
   * @param admitted that have; more than {@code valuesMax} where that was lowered
   * @param isFull whether no other value gets any
   * @param otherValues of one day's raw rows that count as {@code __other__}, approximate above
   *     some thousand
   * @param otherEvents the raw rows that have them
   * @param observed distinct values of the day, as collectors saw them; 0 where they saw none
   * @param isObservedExact otherwise it is within 2.5 %
   * @param use how much of {@code valuesMax} these are
   */
  public record DimensionUse(
      String eventType,
      String dimension,
      int valuesMax,
      long admitted,
      boolean isFull,
      long otherValues,
      long otherEvents,
      long observed,
      boolean isObservedExact,
      ClassUse use) {
    public DimensionUse {
      requireNonNull(eventType);
      requireNonNull(dimension);
      requireNonNull(use);
    }
  }

  /**
   * A metric by one dimension set, of all resolutions and statistics.
   *
   * @param series that there are or were
   * @param states rows of states; such as are not merged yet count more than once
   */
  public record MetricUse(
      String eventType, String metric, List<String> dimensionSet, long series, long states) {
    public MetricUse {
      requireNonNull(eventType);
      requireNonNull(metric);
      dimensionSet = List.copyOf(dimensionSet);
    }
  }
}
