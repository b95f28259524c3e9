package dev.tally.aggregator.graphite.function;

/**
 * @param from seconds since the epoch, inclusive
 * @param until exclusive
 */
public record TimeRange(long from, long until) {
  public TimeRange {
    if (until <= from) {
      throw new IllegalArgumentException(from + " to " + until);
    }
  }

  /** The ends in either order; never empty. */
  public static TimeRange between(long one, long other) {
    long from = Math.min(one, other);
    return new TimeRange(from, Math.max(from + 1, Math.max(one, other)));
  }

  public TimeRange shifted(long seconds) {
    return new TimeRange(from + seconds, until + seconds);
  }

  /** With so many seconds more at the beginning. */
  public TimeRange earlier(long seconds) {
    return new TimeRange(from - seconds, until);
  }

  /**
   * The first time of a grid in the range; where no time of the grid is in it, the last before it,
   * whose bucket holds the range.
   */
  public long gridStart(long step) {
    long first = Math.ceilDiv(from, step) * step;
    return first < until ? first : first - step;
  }

  /** How many times of the grid, from {@link #gridStart}. */
  public long gridSize(long step) {
    return Math.ceilDiv(until - gridStart(step), step);
  }
}
