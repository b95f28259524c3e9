package dev.tally.aggregator.graphite;

import dev.tally.aggregator.graphite.function.TimeRange;
import dev.tally.aggregator.graphite.function.TimeSeries;
import dev.tally.storage.statement.SelectSeriesPoints.Points;
import java.time.Instant;

/**
 * The times that a series' points may have in a range.
 *
 * @param start seconds since the epoch
 * @param step seconds
 * @param size how many times
 */
record TimeGrid(long start, long step, int size) {
  private static final long TIME_MAX_S = 0xFFFF_FFFFL;

  static TimeGrid of(TimeRange range, long step) {
    return new TimeGrid(range.gridStart(step), step, Math.toIntExact(range.gridSize(step)));
  }

  /** Inclusive. No point is before or behind what a DateTime can say. */
  Instant from() {
    return stored(start);
  }

  /** Exclusive. */
  Instant until() {
    return stored(start + size * step);
  }

  private static Instant stored(long seconds) {
    return Instant.ofEpochSecond(Math.clamp(seconds, 0, TIME_MAX_S));
  }

  /** A value per time; NaN where there is no point. */
  double[] values(Points points) {
    double[] values = TimeSeries.nothing(size);
    for (int i = 0; i < points.size(); i++) {
      values[Math.toIntExact((points.times()[i] - start) / step)] = points.values()[i];
    }
    return values;
  }
}
