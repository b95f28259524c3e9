package dev.tally.anomaly.detect;

import java.util.Arrays;

/**
 * Quantiles of the latest so many numbers.
 *
 * <p>Structure: the numbers twice, in order of arrival (a ring) and in ascending order. A new
 * number replaces the oldest one: both places in the sorted array are found by bisection, and what
 * lies between them moves by one. Cost: O(log n) comparisons and one block move of at most n floats
 * per number, which for the sizes used here (at most 2,880, 11 KiB) is less than following the
 * pointers of a balanced tree would be; any quantile is one read. Exact: no error bound to mind.
 */
final class SlidingQuantiles {
  private final float[] arrivals;
  private final float[] sorted;
  private int size;
  private int oldest;

  SlidingQuantiles(int capacity) {
    arrivals = new float[capacity];
    sorted = new float[capacity];
  }

  int size() {
    return size;
  }

  /**
   * @param number not NaN
   */
  void add(float number) {
    if (size < sorted.length) {
      int at = insertionPoint(number);
      System.arraycopy(sorted, at, sorted, at + 1, size - at);
      sorted[at] = number;
      arrivals[size++] = number;
      return;
    }
    replace(arrivals[oldest], number);
    arrivals[oldest] = number;
    oldest = oldest + 1 == arrivals.length ? 0 : oldest + 1;
  }

  private void replace(float old, float number) {
    int from = Arrays.binarySearch(sorted, 0, size, old);
    int to = insertionPoint(number);
    if (to > from) {
      to--; // the place that the old one leaves is below
      System.arraycopy(sorted, from + 1, sorted, from, to - from);
    } else {
      System.arraycopy(sorted, to, sorted, to + 1, from - to);
    }
    sorted[to] = number;
  }

  private int insertionPoint(float number) {
    int at = Arrays.binarySearch(sorted, 0, size, number);
    return at < 0 ? -at - 1 : at;
  }

  /**
   * The number at that rank, without interpolation.
   *
   * @param level from 0, the least, to 1, the greatest
   * @throws IndexOutOfBoundsException when empty
   */
  float quantile(double level) {
    return sorted[(int) (level * (size - 1) + 0.5)];
  }

  void clear() {
    size = 0;
    oldest = 0;
  }
}
