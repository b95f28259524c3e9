package dev.tally.aggregator.carbon;

import java.time.Duration;

/**
 * What carbon's clients may send. Lines, pickles and points over a limit are refused and counted;
 * who sends too fast is held back.
 *
 * @param series that there may be; points of more are refused
 * @param pointsPerSecond of all clients together; 0 is no limit
 * @param connections at one time, of both protocols; more are closed at once
 * @param pointsWaiting in memory, not yet stored; while there are as many, nobody is read
 * @param flushInterval how long a point waits at most before it is sent to the engine
 */
public record CarbonLimits(
    int series, long pointsPerSecond, int connections, int pointsWaiting, Duration flushInterval) {
  public static final int SERIES_MAX_DEFAULT = 200_000;

  /** What the index of series and the memory of a process are good for. */
  public static final int SERIES_MAX_MAX = 5_000_000;

  public static final long POINTS_PER_SECOND_DEFAULT = 100_000;
  public static final int CONNECTIONS_MAX_DEFAULT = 1_000;
  public static final int CONNECTIONS_MAX_MAX = 10_000;

  /** Some 16 bytes each. */
  public static final int POINTS_WAITING_MAX = 500_000;

  public static final int FLUSH_INTERVAL_MS = 1_000;

  /** Points of one insert; more make the next one come earlier. */
  static final int FLUSH_POINTS = 100_000;

  /** Longest line, in bytes, without its end. */
  static final int LINE_BYTES_MAX = 4_096;

  /** Longest pickle, as carbon has it. */
  static final int PICKLE_BYTES_MAX = 1 << 20;

  /** Pickles that are read and decoded at one time: each may take some ten times its bytes. */
  static final int PICKLES_AT_ONCE_MAX = 16;

  /** Longest time from the length of a pickle to its end. */
  static final int PICKLE_READ_MS_MAX = 10_000;

  /** Objects that a pickle may make, and places that it may remember them in. */
  static final int PICKLE_OBJECTS_MAX = 400_000;

  /** Longest path, in characters, its tags included. */
  static final int PATH_LENGTH_MAX = 1_000;

  /** Tags of a path. */
  static final int TAGS_MAX = 50;

  /** Points with an earlier time are refused: partitions are months. */
  static final Duration AGE_MAX = Duration.ofDays(10 * 366L);

  /** Points with a later time are refused, as whisper would. */
  static final Duration AHEAD_MAX = Duration.ofDays(1);

  static final Duration STEP_MIN = Duration.ofSeconds(1);
  static final Duration STEP_MAX = Duration.ofDays(1);

  /** Time to write what is left, at the end. */
  static final Duration CLOSE_MAX = Duration.ofSeconds(5);

  public static final CarbonLimits DEFAULT =
      new CarbonLimits(
          SERIES_MAX_DEFAULT,
          POINTS_PER_SECOND_DEFAULT,
          CONNECTIONS_MAX_DEFAULT,
          POINTS_WAITING_MAX,
          Duration.ofMillis(FLUSH_INTERVAL_MS));

  public CarbonLimits withSeries(int newSeries) {
    return new CarbonLimits(newSeries, pointsPerSecond, connections, pointsWaiting, flushInterval);
  }

  public CarbonLimits withPointsPerSecond(long points) {
    return new CarbonLimits(series, points, connections, pointsWaiting, flushInterval);
  }

  public CarbonLimits withConnections(int newConnections) {
    return new CarbonLimits(series, pointsPerSecond, newConnections, pointsWaiting, flushInterval);
  }

  CarbonLimits withPointsWaiting(int points) {
    return new CarbonLimits(series, pointsPerSecond, connections, points, flushInterval);
  }

  CarbonLimits withFlushInterval(Duration interval) {
    return new CarbonLimits(series, pointsPerSecond, connections, pointsWaiting, interval);
  }
}
