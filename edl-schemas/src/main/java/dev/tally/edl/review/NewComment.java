package dev.tally.edl.review;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * A remark.
 *
 * @param round that the author has seen
 * @param anchor empty when it is about the proposal; an answer has its thread's
 * @param thread that it answers in, as of {@link Comment#thread}
 * @param requestId made by the client, so that a repeat is no second comment; empty for none
 */
public record NewComment(
    int proposal,
    int round,
    Optional<Anchor> anchor,
    Optional<Integer> thread,
    String author,
    String body,
    String requestId) {
  public NewComment {
    requireNonNull(anchor);
    requireNonNull(thread);
    requireNonNull(author);
    requireNonNull(body);
    requireNonNull(requestId);
  }
}
