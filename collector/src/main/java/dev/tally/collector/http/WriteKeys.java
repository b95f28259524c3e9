package dev.tally.collector.http;

import dev.tally.collector.admission.Caller;
import java.util.Optional;

/** Who may send events. */
public interface WriteKeys {
  /** Whether there was ever a key: without, only this machine may send. */
  boolean areRequired();

  /** Whose key it is, if it is valid. */
  Optional<Caller> find(String key);

  /** Who sent before, by what is known now: his quota may be another one; empty once revoked. */
  Optional<Caller> now(Caller caller);

  /** No keys at all. */
  static WriteKeys none() {
    return new WriteKeys() {
      @Override
      public boolean areRequired() {
        return false;
      }

      @Override
      public Optional<Caller> find(String key) {
        return Optional.empty();
      }

      @Override
      public Optional<Caller> now(Caller caller) {
        return Optional.of(caller);
      }
    };
  }
}
