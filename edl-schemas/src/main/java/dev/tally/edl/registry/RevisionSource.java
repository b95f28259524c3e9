package dev.tally.edl.registry;

import static java.util.Objects.requireNonNull;

/**
 * The EDL file that a revision came in.
 *
 * @param path relative to the folder that was published
 */
public record RevisionSource(String path, String text) {
  public RevisionSource {
    requireNonNull(path);
    requireNonNull(text);
  }
}
