package dev.tally.aggregator.statement;

import dev.tally.aggregator.plan.PointSource.MetricName;
import dev.tally.storage.ClickHouse;
import java.util.List;
import java.util.Map;

/** The buckets in which a run touched a metric that counts, ascending, seconds since the epoch. */
public final class SelectTouchedBuckets {
  private final ClickHouse clickHouse;

  public SelectTouchedBuckets(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  public List<Long> run(TouchedPoints points, MetricName metric) {
    return clickHouse.query(points.buckets(metric), Map.of(), row -> row.int64("bucket"));
  }
}
