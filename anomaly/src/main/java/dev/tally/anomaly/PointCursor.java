package dev.tally.anomaly;

import dev.tally.anomaly.detect.Seasonality;
import dev.tally.storage.statement.SelectSeriesPoints.Points;
import org.jspecify.annotations.Nullable;

/** Reads stored points bucket by bucket, in order. */
final class PointCursor {
  private final Seasonality seasonality;
  private final long[] times;
  private final double[] values;
  private final double missing;
  private int next;

  /**
   * @param points null when there are none
   * @param missing the value of a bucket without a point
   */
  PointCursor(Seasonality seasonality, @Nullable Points points, double missing) {
    this.seasonality = seasonality;
    times = points == null ? new long[0] : points.times();
    values = points == null ? new double[0] : points.values();
    this.missing = missing;
  }

  /**
   * @param index not before that of the last call
   */
  double value(long index) {
    while (next < times.length && seasonality.index(times[next]) < index) {
      next++;
    }
    return next < times.length && seasonality.index(times[next]) == index ? values[next] : missing;
  }
}
