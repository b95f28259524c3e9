package dev.tally.edl.review;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * A change of EDL on its way.
 *
 * @param rounds how many there are; the last one counts
 * @param changedAt when something last happened to it
 * @param commit that it was merged as
 */
public record Proposal(
    int id,
    String title,
    String description,
    String author,
    ProposalState state,
    int rounds,
    Instant createdAt,
    Instant changedAt,
    Optional<Integer> commit) {
  public Proposal {
    requireNonNull(title);
    requireNonNull(description);
    requireNonNull(author);
    requireNonNull(state);
    requireNonNull(createdAt);
    requireNonNull(changedAt);
    requireNonNull(commit);
  }
}
