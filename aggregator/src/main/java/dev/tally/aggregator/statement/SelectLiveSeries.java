package dev.tally.aggregator.statement;

import dev.tally.aggregator.statement.SelectSeriesCounts.MetricKey;
import dev.tally.storage.ClickHouse;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How many series of event types have a point that is not older than a time. */
public final class SelectLiveSeries {
  private static final String SQL =
      """
      SELECT toString(event) AS event_type, metric, statistic, resolution, dimension_set,
        uniqExact(path) AS series
      FROM series_index
      WHERE event IN {events:Array(String)}
        AND toUnixTimestamp(time_max) + resolution > {since:Int64}
      GROUP BY event_type, metric, statistic, resolution, dimension_set""";

  private final ClickHouse clickHouse;

  public SelectLiveSeries(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  public Map<MetricKey, Long> run(Collection<String> eventTypes, Instant since) {
    Map<MetricKey, Long> counts = new HashMap<>();
    clickHouse
        .query(
            SQL,
            Map.of("events", List.copyOf(eventTypes), "since", since.getEpochSecond()),
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
