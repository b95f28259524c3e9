package dev.tally.aggregator.graphite.function;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Rounds to decimal places, the exact value of a double to the nearest, halves to the even. */
final class Rounding {
  private static final int PLACES_FAST = 15;
  private static final double SCALED_FAST = 1e12;
  private static final double HALF_ZONE = 1e-3;

  private Rounding() {}

  static double round(double value, int places) {
    if (!Double.isFinite(value)) {
      return value;
    }
    if (places >= 0 && places <= PLACES_FAST) {
      double power = Math.pow(10, places);
      double scaled = value * power;
      double whole = Math.rint(scaled);
      // Near a half, scaling may have decided what only the exact value can.
      boolean isClear = Math.abs(Math.abs(scaled - whole) - 0.5) > HALF_ZONE;
      if (isClear && Math.abs(scaled) < SCALED_FAST) {
        return whole / power;
      }
    }
    return new BigDecimal(value).setScale(places, RoundingMode.HALF_EVEN).doubleValue();
  }
}
