package dev.tally.edl.registry;

import static java.util.Objects.requireNonNull;

/**
 * A state of an event type by its content; it may be published, or not.
 *
 * @param path of the file that holds it
 * @param fingerprint of {@code content}
 * @param content canonical JSON, as of {@link EventTypeJson}
 */
public record DraftRevision(String eventType, String path, long fingerprint, String content) {
  public DraftRevision {
    requireNonNull(eventType);
    requireNonNull(path);
    requireNonNull(content);
  }
}
