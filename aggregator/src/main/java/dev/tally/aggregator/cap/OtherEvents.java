package dev.tally.aggregator.cap;

import static java.util.Objects.requireNonNull;

/**
 * Events that count as {@code __other__} in breakdowns by a dimension.
 *
 * @param dimension of the event type
 */
public record OtherEvents(String eventType, String dimension, long events) {
  public OtherEvents {
    requireNonNull(eventType);
    requireNonNull(dimension);
  }
}
