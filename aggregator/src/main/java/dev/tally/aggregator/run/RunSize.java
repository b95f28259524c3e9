package dev.tally.aggregator.run;

/**
 * How many events the next run takes at most. Many runs over the same buckets write and merge the
 * states of these again and again, so an aggregator that catches up takes more at a time, as long
 * as they make few groups: what a run needs in the engine's memory are its groups.
 *
 * <p>Safe for use by several threads.
 */
final class RunSize {
  /** Groups of a run beyond which the next one is no larger. */
  static final long GROUPS_GOAL = 500_000;

  private final long least;
  private final long most;
  private volatile long now;

  private RunSize(long least, long most) {
    this.least = least;
    this.most = most;
    this.now = least;
  }

  static RunSize fixed(long eventsMax) {
    return new RunSize(eventsMax, eventsMax);
  }

  static RunSize growing(long least, long most) {
    return new RunSize(least, most);
  }

  /** Of a run that does not catch up. */
  long least() {
    return least;
  }

  long eventsMax() {
    return now;
  }

  /** At most twice as much the next time, and as many as make {@link #GROUPS_GOAL} groups. */
  void ran(long events, long groups) {
    if (events >= now) {
      long fitting = (long) (events * ((double) GROUPS_GOAL / Math.max(1, groups)));
      now = Math.clamp(Math.min(fitting, 2 * now), least, most);
    } else {
      now = least;
    }
  }
}
