package dev.tally.aggregator.graphite.function;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers as Graphite, which is written in Python, puts them into names. */
public final class NumberText {
  private static final int GENERAL_DIGITS = 6;
  private static final int SHORTEST_EXPONENT = 16;
  private static final int EXPONENT_MIN = -4;

  private NumberText() {}

  /** As C's {@code %g}. */
  static String general(double value) {
    if (value == 0 || !Double.isFinite(value)) {
      return special(value);
    }
    return scientificFrom(
        new BigDecimal(value).round(new MathContext(GENERAL_DIGITS, RoundingMode.HALF_EVEN)),
        GENERAL_DIGITS);
  }

  /** The fewest digits that mean just this double, with a point: Python's {@code str(float)}. */
  public static String shortest(double value) {
    if (value == 0 || !Double.isFinite(value)) {
      return value == 0 ? special(value) + ".0" : special(value);
    }
    String text = scientificFrom(new BigDecimal(Double.toString(value)), SHORTEST_EXPONENT);
    return text.contains("e") || text.contains(".") ? text : text + ".0";
  }

  private static String special(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    String sign = Double.compare(value, 0.0) < 0 ? "-" : "";
    return value == 0 ? sign + "0" : sign + "inf";
  }

  private static String scientificFrom(BigDecimal value, int exponentMax) {
    BigDecimal digits = value.stripTrailingZeros();
    int exponent = digits.precision() - digits.scale() - 1;
    if (exponent >= EXPONENT_MIN && exponent < exponentMax) {
      return digits.toPlainString();
    }
    String mantissa = digits.movePointLeft(exponent).stripTrailingZeros().toPlainString();
    return "%se%s%02d".formatted(mantissa, exponent < 0 ? "-" : "+", Math.abs(exponent));
  }
}
