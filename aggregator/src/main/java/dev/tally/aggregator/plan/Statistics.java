package dev.tally.aggregator.plan;

import dev.tally.edl.model.Aggregate;
import dev.tally.edl.model.SeriesName;
import java.util.List;

/** The statistics of a metric as paths and the API name them. */
public final class Statistics {
  private Statistics() {}

  /** One per quantile level, "p95"; a single empty one for the other aggregates. */
  public static List<String> of(Aggregate aggregate) {
    return aggregate instanceof Aggregate.Quantiles quantiles
        ? quantiles.levels().stream().map(SeriesName::quantile).toList()
        : List.of("");
  }
}
