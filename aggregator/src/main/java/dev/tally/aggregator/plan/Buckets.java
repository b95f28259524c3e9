package dev.tally.aggregator.plan;

import java.time.Duration;
import java.util.Collection;
import java.util.stream.Collectors;

/** The bucket of a raw row, in SQL over its {@code time}. */
public final class Buckets {
  /**
   * A bucket is a DateTime; what happened before 1970 or after 2106-02-07 counts in the first or
   * last bucket.
   */
  private static final String TIME_IN_RANGE =
      "least(greatest(time, toDateTime64(0, 3, 'UTC')), toDateTime64(4294967295, 3, 'UTC'))";

  private static final Duration DAY = Duration.ofDays(1);

  private Buckets() {}

  /** Its beginning. */
  public static String start(Duration resolution) {
    return "toStartOfInterval(%s, toIntervalSecond(%d), 'UTC')"
        .formatted(TIME_IN_RANGE, resolution.toSeconds());
  }

  /** That of a wider bucket, from the beginning of one whose width divides it. */
  public static String wider(String start, Duration resolution) {
    return "toDateTime(intDiv(toUnixTimestamp(%1$s), %2$d) * %2$d, 'UTC')"
        .formatted(start, resolution.toSeconds());
  }

  /** Its beginning in seconds since the epoch. */
  public static String seconds(Duration resolution) {
    return "toUnixTimestamp(" + start(resolution) + ")";
  }

  /** The day it is in, in days since the epoch. */
  public static String day() {
    return "intDiv(" + seconds(DAY) + ", " + DAY.toSeconds() + ")";
  }

  /** For IN. */
  public static String list(Collection<Long> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(", ", "(", ")"));
  }
}
