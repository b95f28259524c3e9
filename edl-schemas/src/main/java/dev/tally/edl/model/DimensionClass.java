package dev.tally.edl.model;

/** Upper limit of the distinct values of a dimension. */
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
