package dev.tally.app.torture;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * How a crash test runs.
 *
 * @param seed of the first round; the next ones count on
 * @param length of the part of a round in which faults happen
 * @param failover whether a producer's connection may lead to either collector; else each producer
 *     has its own
 * @param kills how often aggregator and engine are killed in a round that is about series: one kill
 *     after the other, at moments when both run. The round takes as long as that, and {@code
 *     length} at least; rolling windows are compared as well. Empty: faults of all kinds, windows
 *     left out
 */
public record TortureSettings(
    int rounds, long seed, Duration length, boolean failover, OptionalInt kills) {
  public TortureSettings {
    if (rounds < 1 || length.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException(rounds + " rounds of " + length);
    }
    if (kills.isPresent() && kills.getAsInt() < 0) {
      throw new IllegalArgumentException(kills.getAsInt() + " kills");
    }
  }

  boolean isAboutSeries() {
    return kills.isPresent();
  }
}
