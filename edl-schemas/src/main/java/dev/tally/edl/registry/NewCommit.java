package dev.tally.edl.registry;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A commit to be added.
 *
 * @param proposal that is merged; empty when it is published directly
 * @param files text by path; empty where a file is deleted
 */
public record NewCommit(
    String author,
    String message,
    Optional<Integer> proposal,
    Stage stage,
    Map<String, Optional<String>> files,
    List<TypeChange> types) {
  public NewCommit {
    requireNonNull(author);
    requireNonNull(message);
    requireNonNull(proposal);
    requireNonNull(stage);
    files = Map.copyOf(files);
    types = List.copyOf(types);
  }
}
