package dev.tally.edl.review;

import static java.util.Objects.requireNonNull;

/**
 * What somebody proposes.
 *
 * @param requestId made by the client, so that a repeat is no second proposal; empty for none
 */
public record NewProposal(
    String author, String title, String description, NewRound changes, String requestId) {
  public NewProposal {
    requireNonNull(author);
    requireNonNull(title);
    requireNonNull(description);
    requireNonNull(changes);
    requireNonNull(requestId);
  }
}
