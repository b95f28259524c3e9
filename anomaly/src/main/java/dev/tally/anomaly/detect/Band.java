package dev.tally.anomaly.detect;

/**
 * What is expected of a point, and between which bounds it is nothing special. Either may be
 * unknown, NaN: a fixed threshold expects nothing and may have one bound; history may be too short
 * for bounds, or for anything.
 */
public record Band(double expected, double lower, double upper) {
  /** Nothing is known. */
  public static final Band UNKNOWN = new Band(Double.NaN, Double.NaN, Double.NaN);

  /** Whether there is a bound to be out of. */
  public boolean isKnown() {
    return !Double.isNaN(lower) || !Double.isNaN(upper);
  }

  /** Within the bounds that are known. */
  boolean holds(double value) {
    return !(value < lower) && !(value > upper);
  }

  /** The nearest value within the bounds that are known. */
  double clamp(double value) {
    if (value < lower) {
      return lower;
    }
    return value > upper ? upper : value;
  }
}
