package dev.tally.aggregator.graphite.function;

import java.util.Collection;
import java.util.List;

/** Brings series onto a common grid. */
final class Grid {
  private Grid() {}

  /** On the smallest step that all their steps divide, over the time that any of them covers. */
  static List<TimeSeries> align(Collection<TimeSeries> series) {
    long step = series.stream().mapToLong(TimeSeries::step).reduce(1, Grid::commonMultiple);
    long start = series.stream().mapToLong(TimeSeries::start).min().orElseThrow();
    long end = series.stream().mapToLong(TimeSeries::end).max().orElseThrow();
    boolean isShared = series.stream().allMatch(s -> s.step() == step && s.start() == start);
    long first = isShared ? start : Math.floorDiv(start, step) * step;
    int size = Math.toIntExact(Math.ceilDiv(end - first, step));
    return series.stream().map(s -> regrid(s, first, step, size)).toList();
  }

  /** One value per bucket of the grid, from those whose time is in the bucket. */
  private static TimeSeries regrid(TimeSeries series, long start, long step, int size) {
    if (series.start() == start && series.step() == step && series.size() == size) {
      return series;
    }
    double[] values = new double[size];
    double expected = (double) step / series.step();
    for (int i = 0; i < size; i++) {
      long bucket = start + i * step;
      values[i] =
          series.consolidate(indexOf(series, bucket), indexOf(series, bucket + step), expected);
    }
    return series.at(start, step, values);
  }

  /** Index of the first value at or behind a time. */
  static int indexOf(TimeSeries series, long time) {
    long index = Math.ceilDiv(time - series.start(), series.step());
    return Math.clamp(index, 0, series.size());
  }

  private static long commonMultiple(long a, long b) {
    return Math.multiplyExact(a / divisor(a, b), b);
  }

  private static long divisor(long a, long b) {
    return b == 0 ? a : divisor(b, a % b);
  }
}
