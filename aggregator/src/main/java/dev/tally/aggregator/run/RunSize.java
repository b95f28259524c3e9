package dev.tally.aggregator.run;

import java.util.function.LongSupplier;

/**
 * How many events the next run takes at most. Many runs over the same buckets write and merge the
 * states of these again and again, so an aggregator that catches up takes more at a time, as long
 * as they make few groups and the engine has the memory for what these hold.
 *
 * <p>Safe for use by several threads.
 */
final class RunSize {
  /** Groups of a run beyond which the next one is no larger. */
  private static final long GROUPS_GOAL = 500_000;

  /**
   * Bytes of the engine's memory that allow one event: twice what ten distinct counts of it take.
   */
  private static final long MEMORY_PER_EVENT = 256;

  private static final long GROWTH_MAX = 4;

  private final long least;
  private final long most;
  private final LongSupplier memory;
  private volatile long now;

  private RunSize(long least, long most, LongSupplier memory) {
    this.least = least;
    this.most = most;
    this.memory = memory;
    this.now = least;
  }

  static RunSize fixed(long eventsMax) {
    return new RunSize(eventsMax, eventsMax, () -> 0);
  }

  /**
   * @param memory of the engine, in bytes
   */
  static RunSize growing(long least, long most, LongSupplier memory) {
    return new RunSize(least, most, memory);
  }

  /** Of a run that does not catch up. */
  long least() {
    return least;
  }

  long eventsMax() {
    return now;
  }

  /** After a full run the next one may be larger, and after any other it is as small as ever. */
  void ran(long events, long groups) {
    if (events < now || least == most) {
      now = least;
      return;
    }
    double groupsPerEvent = (double) Math.max(1, groups) / events;
    long fitting = Math.min((long) (GROUPS_GOAL / groupsPerEvent), GROWTH_MAX * now);
    now = Math.clamp(Math.min(fitting, memory.getAsLong() / MEMORY_PER_EVENT), least, most);
  }
}
