package dev.tally.aggregator.statement;

import dev.tally.aggregator.plan.PointSource;
import dev.tally.storage.ClickHouse;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes the touched points anew, whole, from all their states. Needs no token: a repeat writes the
 * same points under the same version.
 */
public final class InsertSeries {
  private final ClickHouse clickHouse;

  public InsertSeries(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  public void run(TouchedPoints points, List<PointSource> sources) {
    String rows =
        sources.stream()
            .map(source -> select(points, source))
            .collect(Collectors.joining("\nUNION ALL\n"));
    clickHouse.execute(
        """
        INSERT INTO series (path, time, value, version)
        SETTINGS optimize_on_insert = 0, max_partitions_per_insert_block = 0
        SELECT %s AS path, bucket AS time, value, %d AS version
        FROM (
        %s
        )"""
            .formatted(points.path(), points.run(), rows),
        Map.of(),
        Statements.LARGE);
  }

  private static String select(TouchedPoints points, PointSource source) {
    return """
        SELECT event, metric, statistic, dimension_set, dimension_values, bucket, value
        FROM (%s)
        ARRAY JOIN values AS value, %s AS statistic"""
        .formatted(points.merged(source), TouchedPoints.statistics(source));
  }
}
