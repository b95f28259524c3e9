package dev.tally.edl.model;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * How far the time of an event may lie from its receipt.
 *
 * @param maxAge before it; no limit when absent
 * @param maxAhead behind it; no limit when absent
 */
public record TimeBounds(Optional<Duration> maxAge, Optional<Duration> maxAhead) {
  public static final TimeBounds NONE = new TimeBounds(Optional.empty(), Optional.empty());

  public TimeBounds {
    requireNonNull(maxAge);
    requireNonNull(maxAhead);
  }
}
