package dev.tally.aggregator.statement;

import dev.tally.aggregator.plan.PointSource;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.Sql;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Notes the touched series and the range of the touched points; a repeat changes nothing. */
public final class InsertSeriesIndex {
  private final ClickHouse clickHouse;

  public InsertSeriesIndex(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  public void run(TouchedPoints points, List<PointSource> sources) {
    String rows =
        sources.stream()
            .map(source -> select(points, source))
            .collect(Collectors.joining("\nUNION ALL\n"));
    clickHouse.execute(
        """
        INSERT INTO series_index (path, event, metric, statistic, resolution, dimension_set,
          dimension_values, unit, time_min, time_max)
        SETTINGS optimize_on_insert = 0
        SELECT %s AS path, event, metric, statistic, %d AS resolution, dimension_set,
          dimension_values, unit, bucket_first AS time_min, bucket_last AS time_max
        FROM (
        %s
        )"""
            .formatted(points.path(), points.resolution().toSeconds(), rows),
        Map.of(),
        Statements.LARGE);
  }

  private static String select(TouchedPoints points, PointSource source) {
    return """
        SELECT event, metric, statistic, dimension_set, dimension_values, %s AS unit,
          bucket_first, bucket_last
        FROM (%s)
        ARRAY JOIN %s AS statistic"""
        .formatted(
            Sql.literal(source.unit()), points.series(source), TouchedPoints.statistics(source));
  }
}
