package dev.tally.aggregator.graphite.function;

import dev.tally.aggregator.graphite.expression.PathPattern;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.util.List;

/** Where an evaluation reads series. */
@FunctionalInterface
public interface SeriesSource {
  /** By path. Each on the grid of its own resolution. */
  List<TimeSeries> fetch(PathPattern pattern, TimeRange range);

  /**
   * By path, those whose tags match all of {@code expressions}, as in {@code "origin=ATL"}.
   *
   * @param pathExpression the call as it was written
   */
  default List<TimeSeries> fetchTagged(
      List<String> expressions, String pathExpression, TimeRange range) {
    throw new TallyException(
        ErrorCode.REQUEST_INVALID, pathExpression + ": series are not found by tag here");
  }

  /**
   * By name: distinct counts over dimensions and a window that need not be declared.
   *
   * @param pathExpression the call as it was written
   */
  default List<TimeSeries> uniques(UniquesQuery query, String pathExpression, TimeRange range) {
    throw new TallyException(
        ErrorCode.REQUEST_INVALID, pathExpression + ": there are no states here");
  }

  /** Times, in seconds since the epoch, of events that have all tags. */
  default long[] events(List<String> tags, TimeRange range) {
    throw new TallyException(ErrorCode.REQUEST_INVALID, "no events are kept here");
  }
}
