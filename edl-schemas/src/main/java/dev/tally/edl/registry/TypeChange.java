package dev.tally.edl.registry;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * What a commit or a round makes of an event type.
 *
 * @param path of its file; empty when it is removed
 * @param fingerprint of its content; empty when it is removed
 */
public record TypeChange(String eventType, Optional<String> path, Optional<Long> fingerprint) {
  public TypeChange {
    requireNonNull(eventType);
    requireNonNull(path);
    requireNonNull(fingerprint);
  }

  static TypeChange to(DraftRevision draft) {
    return new TypeChange(
        draft.eventType(), Optional.of(draft.path()), Optional.of(draft.fingerprint()));
  }

  static TypeChange removed(String eventType) {
    return new TypeChange(eventType, Optional.empty(), Optional.empty());
  }
}
