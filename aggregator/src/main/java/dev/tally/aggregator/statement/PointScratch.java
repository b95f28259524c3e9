package dev.tally.aggregator.statement;

import dev.tally.aggregator.plan.PointSource;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.Sql;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The touched points of a run and resolution, merged from their states once, for all that is
 * written of them. On disk: a run that catches up may touch more points than fit in memory.
 */
public final class PointScratch {
  private final ClickHouse clickHouse;

  public PointScratch(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /**
   * @param table see {@link Scratch#name}; what an interrupted run leaves goes with {@link
   *     Scratch#dropLeftovers}
   */
  public void create(String table, TouchedPoints points, List<PointSource> sources) {
    String rows =
        sources.stream()
            .map(source -> select(points, source))
            .collect(Collectors.joining("\nUNION ALL\n"));
    clickHouse.execute(
        """
        CREATE TABLE %s
        (
          path String,
          event LowCardinality(String),
          metric LowCardinality(String),
          statistic LowCardinality(String),
          dimension_set LowCardinality(String),
          dimension_values Array(String),
          unit LowCardinality(String),
          bucket DateTime('UTC'),
          value Float64
        )
        ENGINE = Log
        AS SELECT %s AS path, event, metric, statistic, dimension_set, dimension_values, unit, bucket, value
        FROM (
        %s
        )"""
            .formatted(Sql.identifier(table), points.path(), rows),
        Map.of(),
        Statements.LARGE);
  }

  private static String select(TouchedPoints points, PointSource source) {
    return """
        SELECT event, metric, statistic, dimension_set, dimension_values, %s AS unit, bucket, value
        FROM (%s)
        ARRAY JOIN values AS value, %s AS statistic"""
        .formatted(
            Sql.literal(source.unit()),
            points.merged(source),
            source.statistics().stream()
                .map(Sql::literal)
                .collect(Collectors.joining(", ", "[", "]")));
  }

  public void drop(String table) {
    clickHouse.execute("DROP TABLE IF EXISTS " + Sql.identifier(table) + " SYNC");
  }
}
