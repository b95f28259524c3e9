package dev.tally.sdk;

import static java.util.Objects.requireNonNull;

/**
 * The revision that a sender was generated from, as producers name it.
 *
 * @param eventType full protobuf name, {@code shop.Registration}
 * @param fingerprint of the revision's content; the registry finds the revision by it
 * @param bestEffort whether its events are shed first: they leave the last quarter of the queue to
 *     the others
 */
public record EventSchema(String eventType, long fingerprint, boolean bestEffort) {
  public EventSchema {
    requireNonNull(eventType);
  }
}
