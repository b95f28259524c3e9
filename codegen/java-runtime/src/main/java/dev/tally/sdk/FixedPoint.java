package dev.tally.sdk;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Decimal numbers as integers: value × 10^scale, rounded half to even. */
final class FixedPoint {
  private static final double[] POWERS = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};

  /** Below this, the product of a double and a power of ten is off by less than 2^-12. */
  private static final double EXACT_BELOW = 1L << 40;

  /** A product this near to a half may owe its side to the error. */
  private static final double NEAR_HALF = 1e-3;

  private static final int LONG_DIGITS_MAX = 19;

  private FixedPoint() {}

  /**
   * @throws ArithmeticException when the result does not fit a long
   */
  static long scaled(BigDecimal value, int scale) {
    // 1E+999999999 and its inverse are short to write down and would take minutes to compute.
    long digitsBeforePoint = (long) value.precision() - value.scale();
    if (digitsBeforePoint > LONG_DIGITS_MAX) {
      throw new ArithmeticException("out of range");
    }
    if (digitsBeforePoint < -scale - 1) {
      return 0;
    }
    return value.setScale(scale, RoundingMode.HALF_EVEN).unscaledValue().longValueExact();
  }

  /**
   * Takes the double for the shortest decimal number that stands for it: 0.285 at scale 2 is a tie,
   * although the double lies a little below.
   *
   * @throws ArithmeticException when the result does not fit a long
   */
  static long scaled(double value, int scale) {
    if (!Double.isFinite(value)) {
      throw new ArithmeticException("not a finite number");
    }
    double product = value * POWERS[scale];
    double rounded = Math.rint(product);
    if (Math.abs(product) < EXACT_BELOW
        && Math.abs(Math.abs(product - rounded) - 0.5) > NEAR_HALF) {
      return (long) rounded;
    }
    return scaled(BigDecimal.valueOf(value), scale);
  }
}
