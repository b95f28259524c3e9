package dev.tally.aggregator.statement;

import dev.tally.aggregator.plan.Buckets;
import dev.tally.aggregator.plan.ScanPlan;
import dev.tally.storage.ClickHouse;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The buckets in which a row of the run has the key and time of another. Reads the run's rows and
 * those of the same times, not history.
 */
public final class SelectRepeatedBuckets {
  /** In the order of the table, so that it streams. */
  private static final Map<String, String> SETTINGS = Map.of("optimize_aggregation_in_order", "1");

  /**
   * @param start seconds since the epoch
   * @param isReplaced whether the other row was counted by an earlier run
   */
  public record RepeatedBucket(long start, boolean isReplaced) {}

  private final ClickHouse clickHouse;

  public SelectRepeatedBuckets(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /** By start. */
  public List<RepeatedBucket> run(
      ScanPlan plan, Duration resolution, UpsertRows rows, Collection<Long> withoutDays) {
    String keys =
        IntStream.range(0, plan.key().size())
            .mapToObj(i -> plan.key().get(i) + " AS upsert_key" + i)
            .collect(Collectors.joining(", "));
    String names =
        IntStream.range(0, plan.key().size())
            .mapToObj(i -> "upsert_key" + i)
            .collect(Collectors.joining(", "));
    return clickHouse.query(
        """
        SELECT %s AS start, max(repeats > own) AS is_replaced
        FROM (
          SELECT time, %s, countIf(%s) AS own, count() AS repeats
          FROM events
          WHERE %s
          GROUP BY time, %s
          HAVING own > 0 AND repeats > 1
        )
        GROUP BY start ORDER BY start"""
            .formatted(
                Buckets.seconds(resolution), keys, rows.isOwn(), rows.atTimes(withoutDays), names),
        Map.of(),
        SETTINGS,
        row -> new RepeatedBucket(row.int64("start"), row.bool("is_replaced")));
  }
}
