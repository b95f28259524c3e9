package dev.tally.edl.registry;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * One step of the source tree.
 *
 * @param id 1, 2, 3 …
 * @param parent the id before; 0 of the first
 * @param proposal that was merged; empty when it was published directly
 * @param stage where its event types are published to
 * @param publishedAt empty while it is merged only
 */
public record Commit(
    int id,
    int parent,
    String author,
    String message,
    Instant at,
    Optional<Integer> proposal,
    Stage stage,
    Optional<Instant> publishedAt) {
  public Commit {
    requireNonNull(author);
    requireNonNull(message);
    requireNonNull(at);
    requireNonNull(proposal);
    requireNonNull(stage);
    requireNonNull(publishedAt);
  }
}
