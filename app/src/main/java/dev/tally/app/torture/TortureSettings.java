package dev.tally.app.torture;

import java.time.Duration;

/**
 * How a crash test runs.
 *
 * @param seed of the first round; the next ones count on
 * @param length of the part of a round in which faults happen
 * @param failover whether a producer's connection may lead to either collector; else each producer
 *     has its own
 */
public record TortureSettings(int rounds, long seed, Duration length, boolean failover) {
  public TortureSettings {
    if (rounds < 1 || length.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException(rounds + " rounds of " + length);
    }
  }
}
