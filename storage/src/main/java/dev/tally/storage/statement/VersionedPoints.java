package dev.tally.storage.statement;

import dev.tally.storage.statement.SelectSeriesPoints.Points;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Points of a path as they are stored, of all versions that are there; ascending in time. */
public final class VersionedPoints {
  /** Of an array; with the 32 of a time they are a long that is not negative. */
  private static final int INDEX_BITS = 31;

  private static final int POINT_BYTES = Integer.BYTES + Double.BYTES + Long.BYTES;

  /** Objects and headers, about. */
  private static final int OVERHEAD_BYTES = 96;

  private final int[] seconds;
  private final double[] values;
  private final long[] versions;

  private VersionedPoints(int[] seconds, double[] values, long[] versions) {
    this.seconds = seconds;
    this.values = values;
    this.versions = versions;
  }

  /**
   * The arrays are used, and not copied.
   *
   * @param seconds since the epoch, unsigned, in any order
   */
  static VersionedPoints of(int[] seconds, double[] values, long[] versions) {
    long[] order = order(seconds);
    if (isAscending(order)) {
      return new VersionedPoints(seconds, values, versions);
    }
    Arrays.sort(order);
    int[] ascending = new int[order.length];
    double[] theirValues = new double[order.length];
    long[] theirVersions = new long[order.length];
    for (int i = 0; i < order.length; i++) {
      int index = index(order[i]);
      ascending[i] = seconds[index];
      theirValues[i] = values[index];
      theirVersions[i] = versions[index];
    }
    return new VersionedPoints(ascending, theirValues, theirVersions);
  }

  /** About so many bytes of memory. */
  public long bytes() {
    return (long) seconds.length * POINT_BYTES + OVERHEAD_BYTES;
  }

  /** Those from a time on, in arrays of their own. */
  public VersionedPoints since(long time) {
    int first = first(time);
    return first == 0
        ? this
        : new VersionedPoints(
            Arrays.copyOfRange(seconds, first, seconds.length),
            Arrays.copyOfRange(values, first, values.length),
            Arrays.copyOfRange(versions, first, versions.length));
  }

  /**
   * Of each time the point with the highest version of all.
   *
   * @param from inclusive, and {@code until} exclusive
   */
  public static Points latest(List<VersionedPoints> lists, long from, long until) {
    List<VersionedPoints> inOrder = new ArrayList<>(lists);
    inOrder.removeIf(list -> list.first(from) == list.first(until));
    inOrder.sort(Comparator.comparingLong(list -> Integer.toUnsignedLong(list.seconds[0])));
    int size = inOrder.stream().mapToInt(list -> list.first(until) - list.first(from)).sum();
    int[] seconds = new int[size];
    double[] values = new double[size];
    long[] versions = new long[size];
    int at = 0;
    for (VersionedPoints list : inOrder) {
      int first = list.first(from);
      int count = list.first(until) - first;
      System.arraycopy(list.seconds, first, seconds, at, count);
      System.arraycopy(list.values, first, values, at, count);
      System.arraycopy(list.versions, first, versions, at, count);
      at += count;
    }
    return latest(seconds, values, versions);
  }

  /** The same of points in any order; parts come in any, and until they are merged in several. */
  static Points latest(int[] seconds, double[] values, long[] versions) {
    if (isStrictlyAscending(seconds)) {
      return new Points(
          Arrays.stream(seconds).mapToLong(Integer::toUnsignedLong).toArray(), values);
    }
    long[] order = order(seconds);
    Arrays.sort(order);
    long[] times = new long[order.length];
    int[] chosen = new int[order.length];
    int size = 0;
    for (long next : order) {
      long time = next >> INDEX_BITS;
      int index = index(next);
      if (size == 0 || times[size - 1] != time) {
        times[size] = time;
        chosen[size++] = index;
      } else if (Long.compareUnsigned(versions[index], versions[chosen[size - 1]]) > 0) {
        chosen[size - 1] = index;
      }
    }
    double[] latest = new double[size];
    Arrays.setAll(latest, i -> values[chosen[i]]);
    return new Points(Arrays.copyOf(times, size), latest);
  }

  /** Where the first point is that is not before a time. */
  private int first(long time) {
    int low = 0;
    int high = seconds.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Integer.toUnsignedLong(seconds[middle]) < time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static long[] order(int[] seconds) {
    long[] order = new long[seconds.length];
    Arrays.setAll(order, i -> (Integer.toUnsignedLong(seconds[i]) << INDEX_BITS) | i);
    return order;
  }

  private static int index(long ordered) {
    return (int) ordered & Integer.MAX_VALUE;
  }

  private static boolean isAscending(long[] order) {
    for (int i = 1; i < order.length; i++) {
      if (order[i - 1] > order[i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean isStrictlyAscending(int[] seconds) {
    for (int i = 1; i < seconds.length; i++) {
      if (Integer.compareUnsigned(seconds[i - 1], seconds[i]) >= 0) {
        return false;
      }
    }
    return true;
  }
}
