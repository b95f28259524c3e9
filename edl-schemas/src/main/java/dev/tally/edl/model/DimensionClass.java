package dev.tally.edl.model;

/** How many distinct values of a dimension have series of their own. */
public enum DimensionClass {
  /** Not declared a dimension. */
  NONE(0),
  SMALL(10),
  MEDIUM(1_000),
  LARGE(100_000);

  private final int valuesMax;

  DimensionClass(int valuesMax) {
    this.valuesMax = valuesMax;
  }

  public int valuesMax() {
    return valuesMax;
  }
}
