package dev.tally.aggregator.statement;

import dev.tally.storage.ClickHouse;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** How many series there are of each metric, and from when to when. */
public final class SelectSeriesCounts {
  /**
   * @param resolution seconds
   * @param dimensionSet its key
   */
  public record MetricKey(
      String eventType, String metric, String statistic, long resolution, String dimensionSet) {}

  /**
   * @param timeMin of the first point of any of them
   * @param timeMax of the last
   */
  public record Count(long series, Instant timeMin, Instant timeMax) {}

  private static final String SQL =
      """
      SELECT event, metric, statistic, resolution, dimension_set,
        uniqExact(path) AS series, min(time_min) AS first, max(time_max) AS last
      FROM series_index
      GROUP BY event, metric, statistic, resolution, dimension_set""";

  private final ClickHouse clickHouse;

  public SelectSeriesCounts(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  public Map<MetricKey, Count> run() {
    Map<MetricKey, Count> counts = new HashMap<>();
    clickHouse
        .query(
            SQL,
            Map.of(),
            row ->
                Map.entry(
                    new MetricKey(
                        row.string("event"),
                        row.string("metric"),
                        row.string("statistic"),
                        row.int64("resolution"),
                        row.string("dimension_set")),
                    new Count(row.int64("series"), row.instant("first"), row.instant("last"))))
        .forEach(entry -> counts.put(entry.getKey(), entry.getValue()));
    return counts;
  }
}
