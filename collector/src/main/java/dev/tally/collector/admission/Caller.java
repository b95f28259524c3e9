package dev.tally.collector.admission;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * Who sends.
 *
 * @param key id of the write key; empty for who came without one
 * @param name of the key; the ids of events belong to it
 * @param quota of the key, where it has its own
 */
public record Caller(String key, String name, Optional<Quota> quota) {
  /** Everyone without a key, together. */
  public static final Caller ANONYMOUS = new Caller("", "", Optional.empty());

  public Caller {
    requireNonNull(key);
    requireNonNull(name);
    requireNonNull(quota);
  }
}
