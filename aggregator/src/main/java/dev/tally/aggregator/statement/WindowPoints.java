package dev.tally.aggregator.statement;

import static java.util.Objects.requireNonNull;

import dev.tally.aggregator.plan.Buckets;
import dev.tally.aggregator.plan.PointSource;
import dev.tally.aggregator.plan.Window;
import dev.tally.storage.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The points of a window that have to be written: those with a state in them that changed, all
 * those of steps that have begun since, and all those with a bucket in which upserts replaced
 * states. Times are beginnings of buckets, in seconds since the epoch.
 *
 * @param after states of later runs have changed
 * @param openBefore steps up to this one had begun before; below 0 where there was none
 * @param oldest steps before it stay as they are
 * @param open the latest step that has begun
 * @param replaced steps with such a bucket, ascending
 * @param first bucket that belongs to one of the points
 * @param last such bucket
 */
public record WindowPoints(
    Window window,
    long after,
    long openBefore,
    long oldest,
    long open,
    List<Long> replaced,
    long first,
    long last) {
  public WindowPoints {
    requireNonNull(window);
    replaced = List.copyOf(replaced);
  }

  /** dimension_set, dimension_values, {@code at} and {@code values}. */
  String merged(PointSource.Merged source) {
    return """
        SELECT dimension_set, dimension_values, at, %s AS values
        FROM (SELECT *, %s AS at FROM %s WHERE %s AND %s)
        WHERE (dimension_set, dimension_values, at) IN (
        %s
        )
        GROUP BY dimension_set, dimension_values, at
        HAVING %s"""
        .formatted(
            source.merge().values(),
            at(),
            source.merge().kind().table(),
            scope(window),
            between(first, last),
            needed(source),
            source.merge().condition());
  }

  /** dimension_set, dimension_values and {@code at}. */
  String needed(PointSource.Merged source) {
    List<String> needed = new ArrayList<>();
    needed.add(keys(source, "run > " + after, "1"));
    if (openBefore >= 0 && open > openBefore) {
      needed.add(keys(source, between(first, last), "at > " + openBefore));
    }
    if (!replaced.isEmpty()) {
      needed.add(keys(source, between(first, last), "at IN " + Buckets.list(replaced)));
    }
    return needed.stream().distinct().collect(Collectors.joining("\nUNION ALL\n"));
  }

  private String keys(PointSource.Merged source, String states, String steps) {
    return """
        SELECT dimension_set, dimension_values, at
        FROM (SELECT DISTINCT dimension_set, dimension_values, %s AS at FROM %s WHERE %s AND %s)
        WHERE at BETWEEN %d AND %d AND %s"""
        .formatted(at(), source.merge().kind().table(), scope(window), states, oldest, open, steps);
  }

  /** A bucket belongs to the points of as many steps as the window is long. */
  private String at() {
    return "toUInt64(toUnixTimestamp(bucket) + %d * arrayJoin(range(%d)))"
        .formatted(window.step().toSeconds(), window.steps());
  }

  static String scope(Window window) {
    return "resolution = %d AND event = %s AND metric = %s"
        .formatted(
            window.step().toSeconds(),
            Sql.literal(window.eventType()),
            Sql.literal(window.metric().name()));
  }

  private static String between(long first, long last) {
    return "bucket BETWEEN toDateTime(%d, 'UTC') AND toDateTime(%d, 'UTC')".formatted(first, last);
  }
}
