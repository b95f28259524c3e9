package dev.tally.aggregator.graphite;

import dev.tally.aggregator.graphite.function.TimeSeries;
import java.util.Arrays;

/** Fewer points for a chart that is only so wide. */
final class Consolidation {
  private Consolidation() {}

  /**
   * At most {@code pointsMax} values, each the average of as many. Their times are multiples of the
   * new step, so that a chart that is asked for again a little later has the same points.
   */
  static TimeSeries apply(TimeSeries series, int pointsMax) {
    int size = series.values().length;
    if (size <= pointsMax) {
      return series;
    }
    if (pointsMax == 1) {
      return series.consolidated(size);
    }
    int factor = factor(series.start(), series.step(), size, pointsMax);
    return padded(series, offset(series.start(), series.step(), factor)).consolidated(factor);
  }

  /**
   * How many values become one.
   *
   * @param size of a series with more values than {@code pointsMax}, which is more than one
   */
  private static int factor(long start, long step, int size, int pointsMax) {
    int factor = Math.ceilDiv(size, pointsMax);
    while (Math.ceilDiv(offset(start, step, factor) + size, factor) > pointsMax) {
      factor++;
    }
    return factor;
  }

  /** How many values are missing before the first, back to a multiple of the new step. */
  private static int offset(long start, long step, int factor) {
    return Math.toIntExact(Math.floorMod(start, step * factor) / step);
  }

  private static TimeSeries padded(TimeSeries series, int missing) {
    double[] values = new double[missing + series.values().length];
    Arrays.fill(values, 0, missing, Double.NaN);
    System.arraycopy(series.values(), 0, values, missing, series.values().length);
    return series.at(series.start() - missing * series.step(), series.step(), values);
  }
}
