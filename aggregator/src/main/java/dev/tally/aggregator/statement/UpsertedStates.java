package dev.tally.aggregator.statement;

import dev.tally.aggregator.plan.Buckets;
import dev.tally.aggregator.plan.PlannedMetric;
import dev.tally.aggregator.plan.ScanPlan;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.Sql;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * States that earlier runs left of an event type with upsert keys. They add up, so what replaces
 * them is written when they are gone: nothing may merge old and new.
 */
public final class UpsertedStates {
  /** Buckets of one DELETE. */
  static final int BUCKETS_MAX = 5_000;

  private static final long DAY_S = 86_400;

  private final ClickHouse clickHouse;
  private final TouchStates touchStates;

  public UpsertedStates(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
    this.touchStates = new TouchStates(clickHouse);
  }

  /** Those of the days, since the epoch, that have states, of whatever resolution. */
  public Set<Long> days(long run, ScanPlan plan, Collection<Long> days) {
    Set<Long> found = new HashSet<>();
    String day = "intDiv(toUnixTimestamp(bucket), " + DAY_S + ")";
    for (Duration resolution : plan.resolutions()) {
      for (String table : tables(plan, resolution)) {
        found.addAll(
            clickHouse.query(
                "SELECT DISTINCT %s AS counted FROM %s WHERE %s AND counted IN %s"
                    .formatted(day, table, own(run, plan, resolution, table), Buckets.list(days)),
                Map.of(),
                row -> row.int64("counted")));
      }
    }
    return found;
  }

  /**
   * Deletes what earlier runs left in some buckets of a resolution. It is gone on return, and a
   * repeat deletes nothing of this run.
   *
   * @param prefix before the names of the states tables
   * @param buckets seconds since the epoch
   */
  public void delete(
      String prefix, long run, ScanPlan plan, Duration resolution, List<Long> buckets) {
    for (String table : tables(plan, resolution)) {
      for (int first = 0; first < buckets.size(); first += BUCKETS_MAX) {
        List<Long> some = buckets.subList(first, Math.min(first + BUCKETS_MAX, buckets.size()));
        clickHouse.execute(
            "DELETE FROM %s WHERE %s AND %s"
                .formatted(prefix + table, own(run, plan, resolution, table), in(some)),
            Map.of(),
            Statements.DELETE);
      }
    }
  }

  /** What other sites have in these buckets is merged anew, with what this run writes. */
  public void touchOthers(long run, ScanPlan plan, Duration resolution, List<Long> buckets) {
    for (String table : tables(plan, resolution)) {
      for (int first = 0; first < buckets.size(); first += BUCKETS_MAX) {
        List<Long> some = buckets.subList(first, Math.min(first + BUCKETS_MAX, buckets.size()));
        touchStates.run(
            table,
            run,
            "%s AND site != '' AND %s".formatted(scope(plan, resolution, table), in(some)));
      }
    }
  }

  private static String in(List<Long> buckets) {
    return "toUnixTimestamp(bucket) IN %s AND bucket BETWEEN %s AND %s"
        .formatted(Buckets.list(buckets), time(buckets.getFirst()), time(buckets.getLast()));
  }

  private static String time(long seconds) {
    return "toDateTime(" + seconds + ", 'UTC')";
  }

  private static List<String> tables(ScanPlan plan, Duration resolution) {
    return plan.metrics(resolution).stream()
        .map(metric -> metric.kind().table())
        .distinct()
        .toList();
  }

  private static String own(long run, ScanPlan plan, Duration resolution, String table) {
    return scope(plan, resolution, table) + " AND site = '' AND run < " + run;
  }

  private static String scope(ScanPlan plan, Duration resolution, String table) {
    List<String> metrics = new ArrayList<>();
    for (PlannedMetric metric : plan.metrics(resolution)) {
      if (metric.kind().table().equals(table)) {
        metrics.add(Sql.literal(metric.metric().name()));
      }
    }
    return "resolution = %d AND event = %s AND metric IN %s"
        .formatted(
            resolution.toSeconds(),
            Sql.literal(plan.eventType()),
            metrics.stream().collect(Collectors.joining(", ", "(", ")")));
  }
}
