package dev.tally.sdk;

import java.math.BigDecimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What generated setters fill in: an event, or an element of one of its repeated messages. */
abstract class FilledIn {
  private @Nullable String problem;

  FilledIn() {}

  /** Name of the first required attribute that is not set. */
  protected abstract Optional<String> missing();

  /** Writes the protobuf message: every attribute that is set, defaults included. */
  protected abstract void encode(WireWriter out);

  /** A setter was given a value that the attribute can't hold: the event will not be sent. */
  protected final void invalid(String attribute, String why) {
    problem = attribute + ": " + why;
  }

  /**
   * {@code value} × 10^{@code scale}, rounded half to even; {@link #invalid} when that exceeds
   * {@code max} or there is no such number.
   */
  protected final long scaled(String attribute, double value, int scale, long max) {
    try {
      return within(attribute, FixedPoint.scaled(value, scale), max);
    } catch (ArithmeticException e) {
      invalid(attribute, value + " does not fit");
      return 0;
    }
  }

  /** The same of a decimal number. */
  protected final long scaled(String attribute, BigDecimal value, int scale, long max) {
    try {
      return within(attribute, FixedPoint.scaled(value, scale), max);
    } catch (ArithmeticException e) {
      invalid(attribute, "a number of " + value.precision() + " digits does not fit");
      return 0;
    }
  }

  private long within(String attribute, long value, long max) {
    if (value > max || value < -max - 1) {
      invalid(attribute, value + " does not fit");
    }
    return value;
  }

  final Optional<String> problem() {
    return Optional.ofNullable(problem);
  }
}
