package dev.tally.aggregator.statement;

import dev.tally.aggregator.plan.PointSource;
import dev.tally.aggregator.statement.SelectCompleteness.CompleteUntil;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.Sql;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Notes the touched points that were complete before the run; a repeat changes nothing. */
public final class InsertRecomputed {
  private final ClickHouse clickHouse;

  public InsertRecomputed(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /**
   * @param complete until when points of an event type were complete; of others nothing was
   */
  public void run(TouchedPoints points, List<PointSource> sources, List<CompleteUntil> complete) {
    if (complete.stream().noneMatch(type -> isTouched(points, type))) {
      return;
    }
    String until =
        "transform(toString(event), %s, %s, toInt64(0))"
            .formatted(
                array(complete.stream().map(type -> Sql.literal(type.event())).toList()),
                array(complete.stream().map(type -> "toInt64(" + type.until() + ")").toList()));
    String rows =
        sources.stream()
            .map(source -> select(points, source))
            .collect(Collectors.joining("\nUNION ALL\n"));
    clickHouse.execute(
        """
        INSERT INTO series_recomputed (path, time, version)
        SETTINGS max_partitions_per_insert_block = 0
        SELECT %s AS path, bucket AS time, %d AS version
        FROM (
        %s
        )
        WHERE toUnixTimestamp(bucket) + %d <= %s"""
            .formatted(points.path(), points.run(), rows, points.resolution().toSeconds(), until),
        Map.of(),
        Statements.LARGE);
  }

  private static boolean isTouched(TouchedPoints points, CompleteUntil type) {
    return points.bucketMin().getEpochSecond() + points.resolution().toSeconds() <= type.until();
  }

  private static String select(TouchedPoints points, PointSource source) {
    return """
        SELECT event, metric, statistic, dimension_set, dimension_values, bucket
        FROM (%s)
        ARRAY JOIN %s AS statistic"""
        .formatted(points.keys(source), TouchedPoints.statistics(source));
  }

  private static String array(List<String> elements) {
    return elements.stream().collect(Collectors.joining(", ", "[", "]"));
  }
}
