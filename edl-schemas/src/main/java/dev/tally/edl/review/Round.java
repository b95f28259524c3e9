package dev.tally.edl.review;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * One state of a proposal; it never changes.
 *
 * @param number 1, 2, 3 …
 * @param baseCommit what its changes are held against; 0 for the empty tree
 * @param content SHA-256 of its changes: two rounds that have the same change the same
 */
public record Round(
    int proposal,
    int number,
    int baseCommit,
    String content,
    CheckReport report,
    Instant createdAt) {
  public Round {
    requireNonNull(content);
    requireNonNull(report);
    requireNonNull(createdAt);
  }
}
