package dev.tally.aggregator.carbon;

import dev.tally.aggregator.statement.CarbonSeries;
import dev.tally.aggregator.statement.InsertCarbonPoints;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Points in the order in which they came. Their versions rise, so that of equal times the last
 * wins.
 */
final class PointBatch implements InsertCarbonPoints.Points {
  private static final int SIZE_MIN = 64;

  private KnownOne[] series = new KnownOne[SIZE_MIN];
  private long[] times = new long[SIZE_MIN];
  private double[] values = new double[SIZE_MIN];
  private int size;
  private long firstVersion;

  /**
   * @param time on the grid of the series
   */
  void add(KnownOne one, long time, double value) {
    reserve(size + 1);
    series[size] = one;
    times[size] = time;
    values[size] = value;
    size++;
  }

  void addAll(PointBatch other) {
    reserve(size + other.size);
    System.arraycopy(other.series, 0, series, size, other.size);
    System.arraycopy(other.times, 0, times, size, other.size);
    System.arraycopy(other.values, 0, values, size, other.size);
    size += other.size;
  }

  private void reserve(int wanted) {
    if (wanted > times.length) {
      int larger = Math.max(wanted, 2 * times.length);
      series = Arrays.copyOf(series, larger);
      times = Arrays.copyOf(times, larger);
      values = Arrays.copyOf(values, larger);
    }
  }

  /** Before it is read: the first point has this version, the next ones follow. */
  void beginVersions(long version) {
    firstVersion = version;
  }

  /** What the index must be told; once. */
  List<CarbonSeries> noted() {
    List<CarbonSeries> noted = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      series[i].noted(times[i]).ifPresent(noted::add);
    }
    return noted;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public String path(int index) {
    return series[index].path();
  }

  @Override
  public long time(int index) {
    return times[index];
  }

  @Override
  public double value(int index) {
    return values[index];
  }

  @Override
  public long version(int index) {
    return firstVersion + index;
  }
}
