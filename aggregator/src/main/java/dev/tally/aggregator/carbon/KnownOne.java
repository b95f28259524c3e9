package dev.tally.aggregator.carbon;

import dev.tally.aggregator.statement.CarbonSeries;
import java.util.List;
import java.util.Optional;

/**
 * A series, and the range that the index says it has points in: whole hours, so that the index is
 * written once an hour and series, and not with each point.
 */
final class KnownOne {
  /** At least; a step that is longer takes its place. */
  private static final long INDEXED_SECONDS = 3_600;

  private static final long TIME_MAX_S = 0xFFFF_FFFFL;

  private final String path;
  private final int stepSeconds;
  private final List<String> tags;
  private final List<String> tagValues;

  // Of the writing thread.
  private long timeMin = Long.MAX_VALUE;
  private long timeMax = Long.MIN_VALUE;

  KnownOne(SeriesPath path, int stepSeconds) {
    this.path = path.text();
    this.stepSeconds = stepSeconds;
    this.tags = path.tags();
    this.tagValues = path.values();
  }

  KnownOne(CarbonSeries stored) {
    this.path = stored.path();
    this.stepSeconds = stored.stepSeconds();
    this.tags = stored.tags();
    this.tagValues = stored.tagValues();
    this.timeMin = stored.timeMin();
    this.timeMax = stored.timeMax();
  }

  String path() {
    return path;
  }

  /** The time of the point that a time belongs to. */
  long onGrid(long time) {
    return time - Math.floorMod(time, stepSeconds);
  }

  /** What the index must be told before it knows of a point at this time; nothing if it does. */
  Optional<CarbonSeries> noted(long time) {
    if (time >= timeMin && time <= timeMax) {
      return Optional.empty();
    }
    long span = Math.max(INDEXED_SECONDS, stepSeconds);
    long first = time - Math.floorMod(time, span);
    long last = Math.min(first + span - 1, TIME_MAX_S);
    timeMin = Math.min(timeMin, first);
    timeMax = Math.max(timeMax, last);
    return Optional.of(new CarbonSeries(path, stepSeconds, tags, tagValues, first, last));
  }
}
