package dev.tally.aggregator.statement;

import dev.tally.aggregator.plan.Buckets;
import dev.tally.aggregator.plan.PlannedMetric;
import dev.tally.aggregator.plan.ScanPlan;
import dev.tally.aggregator.plan.Statistics;
import dev.tally.edl.model.DimensionSet;
import dev.tally.edl.model.SeriesName;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Points of buckets that a run computed anew, whole, and that it did not write again: no event is
 * left of them. Cost by the primary key, paths first.
 */
public final class VanishedPoints {
  private final ClickHouse clickHouse;

  public VanishedPoints(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /**
   * Deletes them, and with them the older versions of the others; a repeat finds nothing.
   *
   * @param buckets ascending, seconds since the epoch
   * @return whether there were any
   */
  public boolean delete(long run, ScanPlan plan, List<Long> buckets) {
    boolean any = false;
    for (int first = 0; first < buckets.size(); first += UpsertedStates.BUCKETS_MAX) {
      List<Long> some =
          buckets.subList(first, Math.min(first + UpsertedStates.BUCKETS_MAX, buckets.size()));
      String points = paths(plan) + " AND " + times(some);
      if (isAny(run, points)) {
        clickHouse.execute(
            "DELETE FROM series WHERE %s AND version < %d".formatted(points, run),
            Map.of(),
            Statements.DELETE);
        any = true;
      }
    }
    return any;
  }

  private boolean isAny(long run, String points) {
    return !clickHouse
        .query(
            """
            SELECT path FROM series WHERE %s
            GROUP BY path, time HAVING max(version) < %d LIMIT 1"""
                .formatted(points, run),
            Map.of(),
            row -> row.string("path"))
        .isEmpty();
  }

  /** A path without dimensions is how all paths of a metric, statistic and resolution start. */
  private static String paths(ScanPlan plan) {
    List<String> conditions = new ArrayList<>();
    for (PlannedMetric planned : plan.metrics()) {
      for (String statistic : Statistics.of(planned.metric().aggregate())) {
        String overall =
            SeriesName.path(
                plan.eventType(),
                planned.metric().name(),
                statistic,
                plan.resolution(),
                DimensionSet.OVERALL,
                List.of());
        conditions.add("path = " + Sql.literal(overall));
        conditions.add("startsWith(path, " + Sql.literal(overall + ".") + ")");
      }
    }
    return "(" + String.join(" OR ", conditions) + ")";
  }

  private static String times(List<Long> buckets) {
    return "time BETWEEN toDateTime(%d, 'UTC') AND toDateTime(%d, 'UTC') AND toUnixTimestamp(time) IN %s"
        .formatted(buckets.getFirst(), buckets.getLast(), Buckets.list(buckets));
  }
}
