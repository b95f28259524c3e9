package dev.tally.edl.registry;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * Why an event type should not be used any more.
 *
 * @param successor the event type to use instead
 */
public record Deprecation(
    String eventType, String reason, Optional<String> successor, String actor, Instant at) {
  public Deprecation {
    requireNonNull(eventType);
    requireNonNull(reason);
    requireNonNull(successor);
    requireNonNull(actor);
    requireNonNull(at);
  }
}
