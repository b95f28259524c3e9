package dev.tally.aggregator.statement;

import static java.util.Objects.requireNonNull;

import dev.tally.aggregator.plan.StateKind;
import dev.tally.storage.ClickHouse;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** How many rows the tables have of each event type and resolution, and since when. */
public final class SelectKeptRows {
  /**
   * Of one table.
   *
   * @param resolution zero for raw rows
   * @param since raw rows: of receipt; else of buckets
   */
  public record KeptRows(
      String table, String eventType, Duration resolution, long rows, Instant since) {
    public KeptRows {
      requireNonNull(table);
      requireNonNull(eventType);
      requireNonNull(resolution);
      requireNonNull(since);
    }
  }

  private final ClickHouse clickHouse;

  public SelectKeptRows(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /** Reads all rows' event types and times. */
  public List<KeptRows> raw() {
    return query(
        "SELECT 'events' AS table_name, event AS event_type, 0 AS seconds, count() AS row_count, min(received) AS since FROM events GROUP BY event");
  }

  public List<KeptRows> states() {
    return Arrays.stream(StateKind.values())
        .map(StateKind::table)
        .distinct()
        .flatMap(
            table ->
                query(
                    "SELECT '%1$s' AS table_name, event AS event_type, resolution AS seconds, count() AS row_count, min(bucket) AS since FROM %1$s GROUP BY event, resolution"
                        .formatted(table))
                    .stream())
        .toList();
  }

  /** With the versions of points that are not merged yet. */
  public List<KeptRows> series() {
    return query(
        """
        SELECT 'series' AS table_name, event_type, seconds, sum(points) AS row_count, min(first) AS since
        FROM (SELECT path, count() AS points, min(time) AS first FROM series GROUP BY path) AS written
        INNER JOIN (
          SELECT path, any(event) AS event_type, any(resolution) AS seconds FROM series_index GROUP BY path
        ) AS named ON written.path = named.path
        GROUP BY event_type, seconds""");
  }

  private List<KeptRows> query(String sql) {
    return clickHouse.query(
        sql,
        Map.of(),
        row ->
            new KeptRows(
                row.string("table_name"),
                row.string("event_type"),
                Duration.ofSeconds(row.int64("seconds")),
                row.int64("row_count"),
                row.instant("since")));
  }
}
