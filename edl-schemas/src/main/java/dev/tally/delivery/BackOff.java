package dev.tally.delivery;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * When a failed attempt is repeated: after a time that doubles from failure to failure.
 *
 * @param min after the first failure
 * @param max at most
 * @param attemptsMax after so many it is given up
 */
public record BackOff(Duration min, Duration max, int attemptsMax) {
  /** More doublings than any {@link #max} takes; fewer than a long has. */
  private static final int DOUBLINGS_MAX = 20;

  public BackOff {
    requireNonNull(max);
    if (!min.isPositive() || min.compareTo(max) > 0 || attemptsMax < 1) {
      throw new IllegalArgumentException("no back-off: %s to %s".formatted(min, max));
    }
  }

  /**
   * The wait before the next attempt.
   *
   * @param failures so far, 1 or more
   */
  public Duration after(int failures) {
    Duration wait = min.multipliedBy(1L << Math.min(failures - 1, DOUBLINGS_MAX));
    return wait.compareTo(max) < 0 ? wait : max;
  }

  /** Whether so many failures are the end. */
  public boolean isOver(int failures) {
    return failures >= attemptsMax;
  }
}
