package dev.tally.edl.model;

/** How much of its cardinality class a dimension takes. */
public enum ClassUse {
  WITHIN,
  /** At least {@link #NEAR_PERCENT} of the class, and not over it beyond doubt. */
  NEAR,
  /** More than the class, whatever the error of counting. */
  OVER;

  public static final int NEAR_PERCENT = 80;

  /**
   * @param values distinct ones, as they were counted
   * @param least as few they can be, by the error of counting; {@code values} where they are exact
   * @param valuesMax see {@link Attribute#valuesMax}
   */
  public static ClassUse of(long values, long least, int valuesMax) {
    if (least > valuesMax) {
      return OVER;
    }
    return values * 100 >= (long) valuesMax * NEAR_PERCENT ? NEAR : WITHIN;
  }
}
