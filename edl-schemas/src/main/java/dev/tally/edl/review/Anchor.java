package dev.tally.edl.review;

import static java.util.Objects.requireNonNull;

/**
 * A line that a comment is about.
 *
 * @param path of a file that the round changes
 * @param line 1-based
 */
public record Anchor(String path, Side side, int line) {
  public Anchor {
    requireNonNull(path);
    requireNonNull(side);
  }
}
