package dev.tally.collector.encode;

import java.util.Arrays;

/** A growing list of longs, reused over events. */
final class LongList {
  private long[] values = new long[8];
  private int size;

  void clear() {
    size = 0;
  }

  int size() {
    return size;
  }

  long get(int index) {
    return values[index];
  }

  void set(int index, long value) {
    values[index] = value;
  }

  void add(long value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, 2 * size);
    }
    values[size++] = value;
  }

  /** Keeps the first {@code count} values. */
  void truncate(int count) {
    size = count;
  }
}
