package dev.tally.anomaly;

import java.time.Duration;
import java.time.Instant;

/**
 * Since when points are not final: a bucket that ends later may still change, and is not judged
 * yet. Whoever knows how far rollups are can say more than the clock does.
 */
@FunctionalInterface
public interface Completeness {
  /** Events arrive, and are rolled up, within so long. */
  Duration LATENESS_DEFAULT = Duration.ofMinutes(2);

  /**
   * @param resolution of the series
   * @param now by the clock
   */
  Instant until(Duration resolution, Instant now);

  /** By the clock alone. */
  static Completeness after(Duration lateness) {
    return (resolution, now) -> now.minus(lateness);
  }
}
