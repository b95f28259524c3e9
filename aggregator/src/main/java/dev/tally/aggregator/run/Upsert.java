package dev.tally.aggregator.run;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Collection;
import java.util.List;

/**
 * What a run finds of an event type with upsert keys.
 *
 * @param closedDays of event time, since the epoch: raw rows of them have expired, so that nobody
 *     knows what is a repeat; the run ignores its events of these days
 * @param grain the widest time that divides all resolutions of the run
 * @param replaced the buckets of that width, ascending, in seconds since the epoch, in which an
 *     event of the run takes the place of one that an earlier run counted: the buckets that they
 *     are in are computed anew
 * @param isRepeated whether events of the run have a key and time that is there twice
 * @param ignored events of the closed days
 */
record Upsert(
    List<Long> closedDays, Duration grain, List<Long> replaced, boolean isRepeated, long ignored) {
  Upsert {
    closedDays = List.copyOf(closedDays);
    requireNonNull(grain);
    replaced = List.copyOf(replaced);
  }

  /** Whether some buckets are computed anew. */
  boolean isReplacing() {
    return !replaced.isEmpty();
  }

  /** The buckets of one resolution that are computed anew, ascending. */
  List<Long> replaced(Duration resolution) {
    long seconds = resolution.toSeconds();
    return replaced.stream().map(start -> start - start % seconds).distinct().toList();
  }

  /** The widest time that divides all. */
  static Duration grain(Collection<Duration> resolutions) {
    return Duration.ofSeconds(
        resolutions.stream().mapToLong(Duration::toSeconds).reduce(0, Upsert::divisor));
  }

  private static long divisor(long a, long b) {
    return b == 0 ? a : divisor(b, a % b);
  }
}
