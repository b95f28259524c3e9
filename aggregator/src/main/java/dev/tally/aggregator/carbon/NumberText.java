package dev.tally.aggregator.carbon;

import java.util.OptionalDouble;

/** Numbers as clients write them. */
final class NumberText {
  /** Longest text of a number. */
  static final int LENGTH_MAX = 400;

  private NumberText() {}

  /** Decimal digits, with a point or an exponent; empty for anything else, infinities included. */
  static OptionalDouble parse(String text) {
    if (text.isEmpty() || text.length() > LENGTH_MAX || !isDecimal(text)) {
      return OptionalDouble.empty();
    }
    try {
      double number = Double.parseDouble(text);
      return Double.isFinite(number) ? OptionalDouble.of(number) : OptionalDouble.empty();
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }

  /** What Double takes beyond that: hexadecimal numbers, suffixes, names and blanks. */
  private static boolean isDecimal(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && "+-.eE".indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }
}
