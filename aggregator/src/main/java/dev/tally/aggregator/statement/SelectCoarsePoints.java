package dev.tally.aggregator.statement;

import dev.tally.storage.ClickHouse;
import dev.tally.storage.statement.SelectSeriesPoints.Points;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Points of series, several made one by the engine. */
public final class SelectCoarsePoints {
  /** Paths per query, and bytes of them: a parameter has a limit. */
  private static final int PATHS_MAX = 1_000;

  private static final int PATH_BYTES_MAX = 100_000;

  /** From the values of a coarse step to one. */
  public enum Fold {
    AVERAGE("avg(latest)"),
    SUM("sum(latest)"),
    MIN("min(latest)"),
    MAX("max(latest)"),
    FIRST("argMin(latest, time)"),
    LAST("argMax(latest, time)");

    private final String sql;

    Fold(String sql) {
      this.sql = sql;
    }
  }

  private record Found(String path, Points points) {}

  private final ClickHouse clickHouse;

  public SelectCoarsePoints(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /**
   * By path; a path without points is not there. Times, multiples of {@code step}, in any order.
   *
   * @param from inclusive
   * @param until exclusive
   */
  public Map<String, Points> run(
      List<String> paths, Instant from, Instant until, long step, Fold fold) {
    String sql =
        """
        SELECT path, groupArray(coarse) AS times, groupArray(reduced) AS points
        FROM (
          SELECT path, intDiv(toUnixTimestamp(time), {step:Int64}) * {step:Int64} AS coarse,
            %s AS reduced
          FROM (
            SELECT path, time, argMax(value, version) AS latest
            FROM series
            WHERE path IN {paths:Array(String)}
              AND time >= {from:DateTime('UTC')} AND time < {until:DateTime('UTC')}
            GROUP BY path, time
            HAVING NOT isNaN(latest)
          )
          GROUP BY path, coarse
        )
        GROUP BY path"""
            .formatted(fold.sql);
    Map<String, Points> all = new HashMap<>();
    for (List<String> some : slices(paths)) {
      clickHouse
          .query(
              sql,
              Map.of("paths", some, "from", from, "until", until, "step", step),
              row ->
                  new Found(
                      row.string("path"), new Points(row.int64s("times"), row.float64s("points"))))
          .forEach(found -> all.put(found.path(), found.points()));
    }
    return all;
  }

  private static List<List<String>> slices(List<String> paths) {
    List<List<String>> slices = new ArrayList<>();
    int begin = 0;
    int bytes = 0;
    for (int i = 0; i < paths.size(); i++) {
      if (i - begin == PATHS_MAX || bytes + paths.get(i).length() > PATH_BYTES_MAX) {
        slices.add(paths.subList(begin, i));
        begin = i;
        bytes = 0;
      }
      bytes += paths.get(i).length() + 3;
    }
    slices.add(paths.subList(begin, paths.size()));
    return slices;
  }
}
