package dev.tally.aggregator.graphite.function;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Distinct values over dimensions and a window that need not be declared.
 *
 * @param metric with its event type, {@code shop.Order.buyers}
 * @param by the attributes to break down by; none for one series
 * @param windowSeconds up to the end of each point's bucket; 0 for the bucket alone
 * @param expressions what other attributes must be, as in {@code "country=NO"}, and {@code
 *     "resolution=1d"} for a certain one
 */
public record UniquesQuery(
    String metric, List<String> by, long windowSeconds, List<String> expressions) {
  public UniquesQuery {
    requireNonNull(metric);
    by = List.copyOf(by);
    expressions = List.copyOf(expressions);
    if (windowSeconds < 0) {
      throw new IllegalArgumentException("window " + windowSeconds);
    }
  }
}
