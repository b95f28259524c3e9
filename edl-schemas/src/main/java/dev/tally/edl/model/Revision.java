package dev.tally.edl.model;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * One published, immutable state of an event type.
 *
 * @param id of this registry, ascending in order of publication; UInt32 in the raw table
 * @param fingerprint follows from the content alone (see {@code Fingerprint}); what producers send
 */
public record Revision(int id, long fingerprint, EventType eventType, Instant publishedAt) {
  public Revision {
    requireNonNull(eventType);
    requireNonNull(publishedAt);
    if (id <= 0) {
      throw new IllegalArgumentException("revision id " + id);
    }
  }
}
