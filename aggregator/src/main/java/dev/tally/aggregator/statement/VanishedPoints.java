package dev.tally.aggregator.statement;

import dev.tally.aggregator.plan.Buckets;
import dev.tally.aggregator.plan.PointSource;
import dev.tally.aggregator.plan.ScanPlan;
import dev.tally.aggregator.plan.Span;
import dev.tally.aggregator.plan.Window;
import dev.tally.edl.model.DimensionSet;
import dev.tally.edl.model.Metric;
import dev.tally.edl.model.SeriesName;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.Sql;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Points of buckets that a run wrote anew, whole, and that it did not write again: no event is left
 * of them, a value is no longer among the most frequent ones, a ratio has nothing to divide by.
 * Cost by the primary key, paths first.
 */
public final class VanishedPoints {
  private final ClickHouse clickHouse;

  public VanishedPoints(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /**
   * Deletes them, and with them the older versions of the others; a repeat finds nothing.
   *
   * @param metrics those of which the run wrote all points of the buckets
   * @param buckets ascending, seconds since the epoch
   * @return whether there were any
   */
  public boolean delete(
      TouchedPoints points, ScanPlan plan, List<Metric> metrics, List<Long> buckets) {
    return delete(points.run(), paths(plan.eventType(), metrics, points.resolution()), buckets);
  }

  /**
   * Those of a window.
   *
   * @param run all points of the steps were written anew as of this run
   */
  public boolean delete(long run, Window window, List<Long> steps) {
    return delete(run, paths(window), steps);
  }

  /**
   * Those of a backfill.
   *
   * @param metrics those of which all points of the scope's buckets were written anew
   * @param part of the time
   */
  public boolean delete(TouchedPoints points, StateScope scope, List<Metric> metrics, Span part) {
    return delete(
        points.run(),
        paths(scope.eventType(), metrics, points.resolution())
            + " AND "
            + scope.times(points.resolution(), part));
  }

  private boolean delete(long run, String paths, List<Long> buckets) {
    boolean any = false;
    for (int first = 0; first < buckets.size(); first += UpsertedStates.BUCKETS_MAX) {
      List<Long> some =
          buckets.subList(first, Math.min(first + UpsertedStates.BUCKETS_MAX, buckets.size()));
      any |= delete(run, paths + " AND " + times(some));
    }
    return any;
  }

  private boolean delete(long run, String points) {
    if (!isAny(run, points)) {
      return false;
    }
    clickHouse.execute(
        "DELETE FROM series WHERE %s AND version < %d".formatted(points, run),
        Map.of(),
        Statements.DELETE);
    return true;
  }

  /** Deletes points of derived metrics that the run left without a value. */
  public boolean deleteValueless(TouchedPoints points, PointSource.Derived source) {
    boolean any = false;
    List<String> some = valueless(points, source);
    while (!some.isEmpty()) {
      any = true;
      clickHouse.execute(
          "DELETE FROM series WHERE (path, time) IN (%s) AND version < %d"
              .formatted(String.join(", ", some), points.run()),
          Map.of(),
          Statements.DELETE_LARGE);
      some = valueless(points, source);
    }
    return any;
  }

  private List<String> valueless(TouchedPoints points, PointSource.Derived source) {
    return clickHouse.query(
        "SELECT DISTINCT path, toUnixTimestamp(time) AS t FROM series WHERE (path, time) IN (%s) AND version < %d LIMIT %d"
            .formatted(points.valueless(source), points.run(), UpsertedStates.BUCKETS_MAX),
        Map.of(),
        Statements.LARGE,
        row ->
            "(%s, toDateTime(%d, 'UTC'))"
                .formatted(Sql.literal(row.string("path")), row.int64("t")));
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
  private static String paths(String eventType, List<Metric> metrics, Duration resolution) {
    List<String> paths = new ArrayList<>();
    for (Metric metric : metrics) {
      for (String statistic : metric.aggregate().statistics()) {
        paths.add(path(eventType, metric, statistic, resolution));
      }
    }
    return startingWith(paths);
  }

  private static String paths(Window window) {
    return startingWith(
        window.statistics().stream()
            .map(statistic -> path(window.eventType(), window.metric(), statistic, window.step()))
            .toList());
  }

  private static String path(
      String eventType, Metric metric, String statistic, Duration resolution) {
    return SeriesName.path(
        eventType, metric.name(), statistic, resolution, DimensionSet.OVERALL, List.of());
  }

  private static String startingWith(List<String> paths) {
    List<String> conditions = new ArrayList<>();
    for (String overall : paths) {
      conditions.add("path = " + Sql.literal(overall));
      conditions.add("startsWith(path, " + Sql.literal(overall + ".") + ")");
    }
    return "(" + String.join(" OR ", conditions) + ")";
  }

  private static String times(List<Long> buckets) {
    return "time BETWEEN toDateTime(%d, 'UTC') AND toDateTime(%d, 'UTC') AND toUnixTimestamp(time) IN %s"
        .formatted(buckets.getFirst(), buckets.getLast(), Buckets.list(buckets));
  }
}
