package dev.tally.aggregator.graphite.function;

import java.util.List;

/** Brings series onto a common grid. */
final class Grid {
  private Grid() {}

  /** On the smallest step that all their steps divide, over the time that any of them covers. */
  static List<TimeSeries> align(List<TimeSeries> series) {
    long step = series.stream().mapToLong(TimeSeries::step).reduce(1, Grid::commonMultiple);
    long start = series.stream().mapToLong(TimeSeries::start).min().orElseThrow();
    long end = series.stream().mapToLong(TimeSeries::end).max().orElseThrow();
    long first = Math.floorDiv(start, step) * step;
    int size = Math.toIntExact(Math.ceilDiv(end - first, step));
    return series.stream().map(s -> regrid(s, first, step, size, Reduction.AVERAGE)).toList();
  }

  /** One value per bucket of the grid, from those whose time is in the bucket. */
  static TimeSeries regrid(
      TimeSeries series, long start, long step, int size, Reduction reduction) {
    if (series.start() == start && series.step() == step && series.values().length == size) {
      return series;
    }
    double[] values = new double[size];
    for (int i = 0; i < size; i++) {
      long bucket = start + i * step;
      values[i] =
          reduction.of(series.values(), index(series, bucket), index(series, bucket + step));
    }
    return series.at(start, step, values);
  }

  /** Of the first value at or behind a time. */
  private static int index(TimeSeries series, long time) {
    long index = Math.ceilDiv(time - series.start(), series.step());
    return Math.clamp(index, 0, series.values().length);
  }

  private static long commonMultiple(long a, long b) {
    return a / divisor(a, b) * b;
  }

  private static long divisor(long a, long b) {
    return b == 0 ? a : divisor(b, a % b);
  }
}
