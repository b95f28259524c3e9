package dev.tally.aggregator.statement;

import dev.tally.aggregator.statement.SelectSeriesCounts.MetricKey;
import dev.tally.storage.ClickHouse;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How many series of event types have a point in a window that ends now, or with the last point
 * that the event type has: what is no longer sent has series, too.
 */
public final class SelectLiveSeries {
  private static final String SQL =
      """
      SELECT toString(event) AS event_type, metric, statistic, resolution, dimension_set,
        uniqExact(path) AS series
      FROM series_index
      INNER JOIN (
        SELECT event, toUnixTimestamp(max(time_max)) AS newest
        FROM series_index
        WHERE event IN {events:Array(String)}
        GROUP BY event
      ) AS ends USING (event)
      WHERE event IN {events:Array(String)}
        AND toUnixTimestamp(time_max) + resolution
          > least({now:Int64}, toInt64(newest)) - {window:Int64}
      GROUP BY event_type, metric, statistic, resolution, dimension_set""";

  private final ClickHouse clickHouse;

  public SelectLiveSeries(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /**
   * Counts them.
   *
   * @param window of at least a second
   */
  public Map<MetricKey, Long> run(Collection<String> eventTypes, Instant now, Duration window) {
    Map<MetricKey, Long> counts = new HashMap<>();
    clickHouse
        .query(
            SQL,
            Map.of(
                "events", List.copyOf(eventTypes),
                "now", now.getEpochSecond(),
                "window", window.toSeconds()),
            row ->
                Map.entry(
                    new MetricKey(
                        row.string("event_type"),
                        row.string("metric"),
                        row.string("statistic"),
                        row.int64("resolution"),
                        row.string("dimension_set")),
                    row.int64("series")))
        .forEach(entry -> counts.put(entry.getKey(), entry.getValue()));
    return counts;
  }
}
