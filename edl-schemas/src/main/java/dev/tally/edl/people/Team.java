package dev.tally.edl.people;

import static java.util.Objects.requireNonNull;

import java.util.Set;
import java.util.TreeSet;

/**
 * People who own folders of EDL together.
 *
 * @param members by name
 */
public record Team(String name, Set<String> members) {
  /** Whoever reviews changes of what is personal. */
  public static final String PRIVACY = "privacy";

  public Team {
    requireNonNull(name);
    members = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(members));
  }
}
