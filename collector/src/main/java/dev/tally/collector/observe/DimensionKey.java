package dev.tally.collector.observe;

import static java.util.Objects.requireNonNull;

/**
 * A dimension on one day.
 *
 * @param day of receipt, UTC, since the epoch
 */
public record DimensionKey(int day, String eventType, String attribute) {
  public DimensionKey {
    requireNonNull(eventType);
    requireNonNull(attribute);
  }
}
