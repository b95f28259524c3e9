package dev.tally.aggregator.cost;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * How many series a metric and dimension set have by one day's rows, of each resolution.
 *
 * @param series one per statistic and combination of values, approximate above some thousand
 * @param isMost whether it can only be said that there are not more
 */
public record SeriesCost(
    String metric,
    String aggregate,
    List<String> dimensionSet,
    List<String> resolutions,
    long series,
    boolean isMost) {
  public SeriesCost {
    requireNonNull(metric);
    requireNonNull(aggregate);
    dimensionSet = List.copyOf(dimensionSet);
    resolutions = List.copyOf(resolutions);
  }
}
