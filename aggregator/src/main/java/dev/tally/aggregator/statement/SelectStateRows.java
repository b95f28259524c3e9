package dev.tally.aggregator.statement;

import static java.util.Objects.requireNonNull;

import dev.tally.aggregator.plan.StateKind;
import dev.tally.storage.ClickHouse;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** How many rows of states there are of each metric and dimension set. Reads all their names. */
public final class SelectStateRows {
  /**
   * @param dimensionSet its key
   */
  public record MetricSet(String eventType, String metric, String dimensionSet) {
    public MetricSet {
      requireNonNull(eventType);
      requireNonNull(metric);
      requireNonNull(dimensionSet);
    }
  }

  private static final String SQL =
      """
      SELECT event, metric, dimension_set, sum(row_count) AS state_rows
      FROM (
      %s
      )
      GROUP BY event, metric, dimension_set"""
          .formatted(
              Arrays.stream(StateKind.values())
                  .map(StateKind::table)
                  .distinct()
                  .map(
                      table ->
                          "SELECT event, metric, dimension_set, count() AS row_count FROM %s GROUP BY event, metric, dimension_set"
                              .formatted(table))
                  .collect(Collectors.joining("\nUNION ALL\n")));

  private final ClickHouse clickHouse;

  public SelectStateRows(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  public Map<MetricSet, Long> run() {
    Map<MetricSet, Long> rows = new HashMap<>();
    clickHouse
        .query(
            SQL,
            Map.of(),
            row ->
                Map.entry(
                    new MetricSet(
                        row.string("event"), row.string("metric"), row.string("dimension_set")),
                    row.int64("state_rows")))
        .forEach(entry -> rows.put(entry.getKey(), entry.getValue()));
    return rows;
  }
}
