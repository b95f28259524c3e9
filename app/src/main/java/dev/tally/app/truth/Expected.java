package dev.tally.app.truth;

import java.util.Set;

/** What a point's value may be. */
public sealed interface Expected {
  boolean allows(double value);

  /** Both ends included. */
  record Between(double low, double high) implements Expected {
    @Override
    public boolean allows(double value) {
      return low <= value && value <= high;
    }
  }

  /** Any of the values of events at the same time. */
  record OneOf(Set<Double> values) implements Expected {
    public OneOf {
      values = Set.copyOf(values);
    }

    @Override
    public boolean allows(double value) {
      return values.contains(value);
    }
  }

  static Expected exact(double value) {
    return new Between(value, value);
  }

  static Expected near(double value, double tolerance) {
    return new Between(value - tolerance, value + tolerance);
  }
}
