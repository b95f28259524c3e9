package dev.tally.edl.registry;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * What became of a file.
 *
 * @param before empty where it was not there
 * @param after empty where it is deleted
 */
public record FileChange(String path, Optional<String> before, Optional<String> after) {
  public FileChange {
    requireNonNull(path);
    requireNonNull(before);
    requireNonNull(after);
  }
}
