package dev.tally.collector.encode;

/** A range of a byte array as one long. */
final class Slice {
  private Slice() {}

  static long of(int offset, int length) {
    return ((long) offset << 32) | length;
  }

  static int offset(long slice) {
    return (int) (slice >>> 32);
  }

  static int length(long slice) {
    return (int) slice;
  }
}
