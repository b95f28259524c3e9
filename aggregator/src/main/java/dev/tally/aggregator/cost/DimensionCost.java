package dev.tally.aggregator.cost;

import static java.util.Objects.requireNonNull;

/**
 * How many values a dimension that some set has takes on.
 *
 * @param values in one day's rows, approximate above some thousand
 * @param valuesMax that have series of their own; the others are one, {@code __other__}
 * @param admitted that have series of their own by now
 */
public record DimensionCost(String dimension, long values, int valuesMax, long admitted) {
  public DimensionCost {
    requireNonNull(dimension);
  }
}
