package dev.tally.storage.engine;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How an engine is watched.
 *
 * @param interval between two probes, each a query
 * @param probeTimeMax how long the answer to a probe may take
 * @param missedMax so many probes in a row without an answer, and the engine is killed
 */
record WatchSettings(Duration interval, Duration probeTimeMax, int missedMax) {
  /** Patient: a busy engine is slow to answer for seconds at times. */
  static final WatchSettings DEFAULT =
      new WatchSettings(Duration.ofSeconds(1), Duration.ofSeconds(5), 12);

  WatchSettings {
    requireNonNull(interval);
    requireNonNull(probeTimeMax);
    if (missedMax < 1) {
      throw new IllegalArgumentException("missedMax " + missedMax);
    }
  }
}
