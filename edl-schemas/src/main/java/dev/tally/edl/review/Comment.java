package dev.tally.edl.review;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * What somebody remarks.
 *
 * @param anchor empty when it is about the proposal
 * @param thread id of the thread's first comment; its own when it is the first
 * @param resolvedBy who settled the thread; of the first comment only
 */
public record Comment(
    int id,
    int proposal,
    int round,
    Optional<Anchor> anchor,
    int thread,
    String author,
    String body,
    Instant createdAt,
    Optional<String> resolvedBy) {
  public Comment {
    requireNonNull(anchor);
    requireNonNull(author);
    requireNonNull(body);
    requireNonNull(createdAt);
    requireNonNull(resolvedBy);
  }
}
