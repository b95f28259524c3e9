package dev.tally.edl.registry;

import static java.util.Objects.requireNonNull;

import dev.tally.edl.model.Revision;

/**
 * What became of one event type that was published.
 *
 * @param isNew whether this made the revision its event type's latest; false when it was already
 */
public record Published(Revision revision, boolean isNew) {
  public Published {
    requireNonNull(revision);
  }
}
