package dev.tally.edl.review;

import static java.util.Objects.requireNonNull;

/**
 * What a reviewer says.
 *
 * @param round that the reviewer has seen
 * @param requestId made by the client, so that a repeat is no second review; empty for none
 */
public record NewReview(
    int proposal, int round, String reviewer, Decision decision, String body, String requestId) {
  public NewReview {
    requireNonNull(reviewer);
    requireNonNull(decision);
    requireNonNull(body);
    requireNonNull(requestId);
  }
}
