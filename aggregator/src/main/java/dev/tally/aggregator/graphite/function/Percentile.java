package dev.tally.aggregator.graphite.function;

import java.util.Arrays;

/** The value below which a share of all values is, by rank among n + 1. */
final class Percentile {
  private Percentile() {}

  /** Values in any order; those missing are left out. Of none, NaN. */
  static double of(double[] values, double percent, boolean interpolate) {
    double[] sorted = Arrays.stream(values).filter(value -> !Double.isNaN(value)).toArray();
    Arrays.sort(sorted);
    return sorted.length == 0 ? Double.NaN : ofSorted(sorted, percent, interpolate);
  }

  private static double ofSorted(double[] sorted, double percent, boolean interpolate) {
    double fractional = percent / 100 * (sorted.length + 1);
    int floor = (int) fractional;
    double fraction = fractional - floor;
    if (!interpolate) {
      return atRank(sorted, floor + (int) Math.ceil(fraction));
    }
    double value = atRank(sorted, floor);
    return value + fraction * (atRank(sorted, floor + 1) - value);
  }

  /** Ranks count from 1; those outside are those at the ends. */
  private static double atRank(double[] sorted, int rank) {
    return sorted[Math.clamp(rank - 1, 0, sorted.length - 1)];
  }
}
