package dev.tally.edl.review;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/** What a reviewer said of a round. */
public record Review(
    int id,
    int proposal,
    int round,
    String reviewer,
    Decision decision,
    String body,
    Instant createdAt) {
  public Review {
    requireNonNull(reviewer);
    requireNonNull(decision);
    requireNonNull(body);
    requireNonNull(createdAt);
  }
}
