package dev.tally.aggregator.plan;

/**
 * A time, in seconds since the epoch.
 *
 * @param until exclusive
 */
public record Span(long from, long until) {
  /** The first second that a bucket may begin at. */
  public static final long MIN = 0;

  /** After the last one: a bucket is a DateTime. */
  public static final long MAX = 1L << 32;

  /** All that buckets can be of. */
  public static final Span ALL = new Span(MIN, MAX);

  private static final long DAY_S = 86_400;

  public Span {
    if (from < MIN || until > MAX || from >= until) {
      throw new IllegalArgumentException("from " + from + " until " + until);
    }
  }

  public static Span ofDay(long day) {
    return new Span(day * DAY_S, Math.min((day + 1) * DAY_S, MAX));
  }

  /** Beginning with the first day, until the last is over. */
  public static Span ofDays(long first, long last) {
    return new Span(first * DAY_S, Math.min((last + 1) * DAY_S, MAX));
  }

  public boolean overlaps(Span other) {
    return from < other.until && other.from < until;
  }

  /**
   * Which raw rows are counted in it, over their {@code time}: the first and the last buckets have
   * what lies beyond them, too.
   */
  public String times() {
    String first = from == MIN ? "1" : "time >= toDateTime64(" + from + ", 3, 'UTC')";
    String last = until == MAX ? "1" : "time < toDateTime64(" + until + ", 3, 'UTC')";
    return "(" + first + " AND " + last + ")";
  }
}
