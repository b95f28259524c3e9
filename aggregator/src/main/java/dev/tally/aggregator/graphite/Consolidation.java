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
    int factor = Math.ceilDiv(size, pointsMax);
    while (Math.ceilDiv(offset(series, factor) + size, factor) > pointsMax && pointsMax > 1) {
      factor++;
    }
    if (pointsMax == 1) {
      return series.consolidated(size);
    }
    return padded(series, offset(series, factor)).consolidated(factor);
  }

  /** How many values are missing before the first, back to a multiple of the new step. */
  private static int offset(TimeSeries series, int factor) {
    long coarse = series.step() * factor;
    return Math.toIntExact(Math.floorMod(series.start(), coarse) / series.step());
  }

  private static TimeSeries padded(TimeSeries series, int missing) {
    double[] values = new double[missing + series.values().length];
    Arrays.fill(values, 0, missing, Double.NaN);
    System.arraycopy(series.values(), 0, values, missing, series.values().length);
    return series.at(series.start() - missing * series.step(), series.step(), values);
  }
}
