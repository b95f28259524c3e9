package dev.tally.aggregator.statement;

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
   * @param scratch see {@link PointScratch}
   * @param complete until when points of an event type were complete; of others nothing was
   */
  public void run(TouchedPoints points, String scratch, List<CompleteUntil> complete) {
    if (complete.stream().noneMatch(type -> isTouched(points, type))) {
      return;
    }
    String until =
        "transform(toString(event), %s, %s, toInt64(0))"
            .formatted(
                array(complete.stream().map(type -> Sql.literal(type.event())).toList()),
                array(complete.stream().map(type -> "toInt64(" + type.until() + ")").toList()));
    clickHouse.execute(
        """
        INSERT INTO series_recomputed (path, time, version)
        SETTINGS max_partitions_per_insert_block = 0
        SELECT path, bucket, %d
        FROM %s
        WHERE toUnixTimestamp(bucket) + %d <= %s"""
            .formatted(
                points.run(), Sql.identifier(scratch), points.resolution().toSeconds(), until),
        Map.of(),
        Statements.LARGE);
  }

  private static boolean isTouched(TouchedPoints points, CompleteUntil type) {
    return points.bucketMin().getEpochSecond() + points.resolution().toSeconds() <= type.until();
  }

  private static String array(List<String> elements) {
    return elements.stream().collect(Collectors.joining(", ", "[", "]"));
  }
}
