package dev.tally.aggregator.carbon;

/**
 * How fast points may come. What came is taken, and paid for by waiting: kept as the moment at
 * which all is paid for, at most a second before now.
 */
final class PointRate {
  private static final long SECOND_NANOS = 1_000_000_000;

  private final long perSecond;
  private long paidAt;
  private boolean isNew = true;

  /**
   * @param perSecond 0 for any number
   */
  PointRate(long perSecond) {
    this.perSecond = perSecond;
  }

  /** Takes points; says how long their client is to wait. */
  synchronized long take(int points, long nowNanos) {
    if (perSecond == 0) {
      return 0;
    }
    long least = nowNanos - SECOND_NANOS;
    if (isNew || paidAt - least < 0) {
      isNew = false;
      paidAt = least;
    }
    paidAt += (long) ((double) points * SECOND_NANOS / perSecond);
    return Math.max(0, paidAt - nowNanos);
  }
}
