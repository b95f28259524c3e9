package dev.tally.collector.encode;

/** Whole numbers as decimal digits, without a String. */
final class Decimal {
  /** Digits of 2^64 - 1, and of -2^63 with its sign. */
  static final int BYTES_MAX = 20;

  private Decimal() {}

  /** Fills {@code into} from its end and returns where the text starts. */
  static int signed(long value, byte[] into) {
    if (value >= 0) {
      return unsigned(value, into);
    }
    int start = unsigned(-value, into) - 1;
    into[start] = '-';
    return start;
  }

  /** Like {@link #signed}, for a UInt64. */
  static int unsigned(long value, byte[] into) {
    int at = BYTES_MAX;
    long rest = value;
    if (rest < 0) {
      long quotient = Long.divideUnsigned(rest, 10);
      into[--at] = (byte) ('0' + (rest - quotient * 10));
      rest = quotient;
    }
    do {
      into[--at] = (byte) ('0' + rest % 10);
      rest /= 10;
    } while (rest != 0);
    return at;
  }
}
