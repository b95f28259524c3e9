package dev.tally.aggregator.statement;

import dev.tally.aggregator.plan.PointSource;
import dev.tally.aggregator.plan.Window;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.Sql;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Points of rolling windows, and their series. A repeat writes the same. */
public final class InsertWindowPoints {
  /** First and last bucket. */
  public record Changed(long first, long last) {}

  private final ClickHouse clickHouse;

  public InsertWindowPoints(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /** The buckets with states that later runs touched. */
  public Optional<Changed> changed(Window window, long after) {
    return clickHouse
        .query(
            """
            SELECT count() AS states, toUnixTimestamp(min(bucket)) AS first, toUnixTimestamp(max(bucket)) AS last
            FROM %s WHERE %s AND run > %d"""
                .formatted(
                    source(window).merge().kind().table(), WindowPoints.scope(window), after),
            Map.of(),
            row ->
                row.int64("states") == 0
                    ? Optional.<Changed>empty()
                    : Optional.of(new Changed(row.int64("first"), row.int64("last"))))
        .getFirst();
  }

  /**
   * @param version of the points: no run is later
   */
  public void run(WindowPoints points, long version) {
    Window window = points.window();
    PointSource.Merged source = source(window);
    String statistics =
        window.statistics().stream().map(Sql::literal).collect(Collectors.joining(", ", "[", "]"));
    String path = new TouchedPoints(version, window.step(), Instant.EPOCH, Instant.EPOCH).path();
    String names =
        "%s AS event, %s AS metric"
            .formatted(Sql.literal(window.eventType()), Sql.literal(window.metric().name()));
    clickHouse.execute(
        """
        INSERT INTO series (path, time, value, version)
        SETTINGS optimize_on_insert = 0, max_partitions_per_insert_block = 0
        SELECT %s AS path, toDateTime(at, 'UTC'), value, %d
        FROM (SELECT %s, * FROM (%s))
        ARRAY JOIN values AS value, %s AS statistic"""
            .formatted(path, version, names, points.merged(source), statistics),
        Map.of(),
        Statements.LARGE);
    clickHouse.execute(
        """
        INSERT INTO series_index (path, event, metric, statistic, resolution, dimension_set,
          dimension_values, unit, time_min, time_max)
        SETTINGS optimize_on_insert = 0
        SELECT %s AS path, event, metric, statistic, %d, dimension_set, dimension_values, %s,
          toDateTime(first, 'UTC'), toDateTime(last, 'UTC')
        FROM (
          SELECT %s, dimension_set, dimension_values, min(at) AS first, max(at) AS last
          FROM (%s) GROUP BY dimension_set, dimension_values)
        ARRAY JOIN %s AS statistic"""
            .formatted(
                path,
                window.step().toSeconds(),
                Sql.literal(window.metric().unit()),
                names,
                points.needed(source),
                statistics),
        Map.of(),
        Statements.LARGE);
  }

  private static PointSource.Merged source(Window window) {
    return PointSource.of(window.eventType(), window.metric());
  }
}
