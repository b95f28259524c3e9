package dev.tally.aggregator.graphite.function;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.util.List;

/** What the functions of one request may cost. */
final class Budget {
  /** Series that one call may make. */
  static final int SERIES_PER_CALL_MAX = 10_000;

  /** Values that one call may make. */
  static final long POINTS_PER_CALL_MAX = 5_000_000;

  /** Values that all calls together may look at: windows count each value as often as they do. */
  static final long WORK_PER_REQUEST_MAX = 4_000_000_000L;

  private long work;

  /** Before something is made that may be too much. */
  void checkPoints(String function, long points) {
    if (points > POINTS_PER_CALL_MAX) {
      throw exceeded(function, "%d points, of at most %d".formatted(points, POINTS_PER_CALL_MAX));
    }
  }

  void checkResult(String function, List<TimeSeries> series) {
    if (series.size() > SERIES_PER_CALL_MAX) {
      throw exceeded(
          function, "%d series, of at most %d".formatted(series.size(), SERIES_PER_CALL_MAX));
    }
    long points = series.stream().mapToLong(TimeSeries::size).sum();
    checkPoints(function, points);
    spend(function, points);
  }

  void spend(String function, long values) {
    work += values;
    if (work > WORK_PER_REQUEST_MAX) {
      throw exceeded(function, "more work than one request may");
    }
  }

  private static TallyException exceeded(String function, String what) {
    return new TallyException(
        ErrorCode.QUERY_LIMIT,
        "function %s makes %s; name fewer series or a shorter range".formatted(function, what));
  }
}
