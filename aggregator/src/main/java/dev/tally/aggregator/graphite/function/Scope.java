package dev.tally.aggregator.graphite.function;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.ZoneId;

/**
 * What an expression is computed for.
 *
 * @param zone in which dates without one are meant
 * @param memory what its functions tell each other
 */
record Scope(TimeRange range, Instant now, ZoneId zone, Memory memory) {
  Scope {
    requireNonNull(range);
    requireNonNull(now);
    requireNonNull(zone);
    requireNonNull(memory);
  }

  Scope over(TimeRange otherRange) {
    return new Scope(otherRange, now, zone, memory);
  }
}
