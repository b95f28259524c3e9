package dev.tally.sdk;

import java.math.BigDecimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An event that is being filled in. Generated senders extend it; an application sets attributes and
 * sends:
 *
 * <pre>{@code FlightDeparted.create().origin("LAS").delayMinutes(33).send();}</pre>
 *
 * <p>Sending encodes the event and puts it into the client's queue: no I/O, no waiting. It never
 * throws, unless the client is {@linkplain TallyClient.Builder#strict strict}; what can't be sent
 * is counted and logged. An object may be sent again, changed or not: every {@code send()} is one
 * event. Not thread-safe.
 */
public abstract class Event {
  private @Nullable String problem;

  protected Event() {}

  /** Sends through the client that was given to {@link Tally#install}. */
  public final void send() {
    Tally.send(this);
  }

  /** Sends through {@code client}. */
  public final void send(TallyClient client) {
    client.send(this);
  }

  /** What the sender was generated from; a constant. */
  protected abstract EventSchema schema();

  /** Name of the first required attribute that is not set. */
  protected abstract Optional<String> missing();

  /** Writes the event type's protobuf message: every attribute that is set, defaults included. */
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
