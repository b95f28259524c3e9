package dev.tally.aggregator.graphite.function;

import dev.tally.aggregator.graphite.expression.PathPattern;
import java.util.List;

/** Where an evaluation reads series. */
@FunctionalInterface
public interface SeriesSource {
  /** By path. Each on the grid of its own resolution. */
  List<TimeSeries> fetch(PathPattern pattern, TimeRange range);
}
