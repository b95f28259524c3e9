package dev.tally.aggregator.statement;

import dev.tally.aggregator.plan.PlannedMetric;
import dev.tally.aggregator.plan.ScanPlan;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.Sql;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;

/** Takes values that have no states of late out of the table {@code admitted_values}. */
public final class EvictValues {
  private final ClickHouse clickHouse;

  public EvictValues(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /**
   * They are out on return.
   *
   * @param since a value stays if it has a state of a bucket that begins then or later, or was
   *     admitted since
   * @return how many values it were
   */
  public long run(ScanPlan plan, String attribute, Instant since) {
    String unseen =
        "event = %s AND dimension = %s AND admitted < toDateTime(%d, 'UTC') AND value NOT IN (%s)"
            .formatted(
                Sql.literal(plan.eventType()),
                Sql.literal(attribute),
                since.getEpochSecond(),
                seen(plan, attribute, since));
    long values =
        clickHouse
            .query(
                "SELECT uniqExact(value) AS unseen FROM admitted_values WHERE " + unseen,
                Map.of(),
                row -> row.int64("unseen"))
            .getFirst();
    if (values > 0) {
      clickHouse.execute(
          "DELETE FROM admitted_values WHERE " + unseen, Map.of(), Statements.DELETE);
    }
    return values;
  }

  private static String seen(ScanPlan plan, String attribute, Instant since) {
    String names = "splitByChar(',', toString(dimension_set))";
    String resolutions =
        plan.resolutions().stream()
            .map(Duration::toSeconds)
            .map(String::valueOf)
            .collect(Collectors.joining(", "));
    return plan.metrics().stream()
        .map(PlannedMetric::kind)
        .map(kind -> kind.table())
        .distinct()
        .map(
            table ->
                "SELECT dimension_values[indexOf(%1$s, %2$s)] FROM %3$s WHERE resolution IN (%4$s) AND event = %5$s AND bucket >= toDateTime(%6$d, 'UTC') AND has(%1$s, %2$s)"
                    .formatted(
                        names,
                        Sql.literal(attribute),
                        table,
                        resolutions,
                        Sql.literal(plan.eventType()),
                        since.getEpochSecond()))
        .collect(Collectors.joining(" UNION ALL "));
  }
}
