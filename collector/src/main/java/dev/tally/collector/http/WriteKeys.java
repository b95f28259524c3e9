package dev.tally.collector.http;

import java.util.Optional;

/** Who may send events over HTTP. */
public interface WriteKeys {
  /** Whether there was ever a key: without, only this machine may send. */
  boolean areRequired();

  /** The name of a key that is valid. */
  Optional<String> nameOf(String key);

  /** No keys at all. */
  static WriteKeys none() {
    return new WriteKeys() {
      @Override
      public boolean areRequired() {
        return false;
      }

      @Override
      public Optional<String> nameOf(String key) {
        return Optional.empty();
      }
    };
  }
}
