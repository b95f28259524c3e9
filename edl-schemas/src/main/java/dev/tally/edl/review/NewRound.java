package dev.tally.edl.review;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Changes of files.
 *
 * @param baseCommit that the author started from; empty for the last one
 * @param files text by path; empty where a file is to be deleted
 */
public record NewRound(Optional<Integer> baseCommit, SortedMap<String, Optional<String>> files) {
  public NewRound {
    requireNonNull(baseCommit);
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
  }

  public static NewRound of(Map<String, Optional<String>> files) {
    return new NewRound(Optional.empty(), new TreeMap<>(files));
  }
}
