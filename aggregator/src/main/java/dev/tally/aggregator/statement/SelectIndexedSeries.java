package dev.tally.aggregator.statement;

import static java.util.Objects.requireNonNull;

import dev.tally.aggregator.graphite.expression.TagExpression;
import dev.tally.aggregator.graphite.function.TimeRange;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.statement.SelectSeriesPoints;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The series whose path or tags match, and that have a point in a range. By path. */
public final class SelectIndexedSeries {
  /**
   * @param dimensionValues one per attribute of the dimension set
   */
  public record IndexedSeries(
      String path,
      String eventType,
      String metric,
      String statistic,
      Duration resolution,
      List<String> dimensionSet,
      List<String> dimensionValues) {
    public IndexedSeries {
      requireNonNull(path);
      dimensionSet = List.copyOf(dimensionSet);
      dimensionValues = List.copyOf(dimensionValues);
    }
  }

  private static final String BY_PATH =
      "startsWith(path, {prefix:String}) AND match(path, {regex:String})";

  private final ClickHouse clickHouse;

  public SelectIndexedSeries(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /**
   * @param prefix that all matches have
   * @param regex of the whole path, in RE2's syntax, with anchors
   */
  public List<IndexedSeries> run(String prefix, String regex, TimeRange range, int limit) {
    return run(BY_PATH, Map.of("prefix", prefix, "regex", regex), range, limit);
  }

  /** Of some paths by name, as many as {@link SelectSeriesPoints#PATHS_MAX}. */
  public List<IndexedSeries> runNamed(List<String> paths, TimeRange range) {
    return run("path IN {paths:Array(String)}", Map.of("paths", paths), range, paths.size());
  }

  public List<IndexedSeries> runTagged(
      List<TagExpression> expressions, TimeRange range, int limit) {
    return run(SeriesTags.condition(expressions), Map.of(), range, limit);
  }

  /**
   * How many paths there are between two and with them, about, whether or not they have points.
   *
   * @param first in the order of bytes, as {@code last}
   */
  public long countBetween(String first, String last) {
    return clickHouse
        .query(
            """
            SELECT toInt64(uniq(path)) AS paths FROM series_index
            WHERE path >= {first:String} AND path <= {last:String}""",
            Map.of("first", first, "last", last),
            row -> row.int64("paths"))
        .getFirst();
  }

  private List<IndexedSeries> run(
      String condition, Map<String, ?> parameters, TimeRange range, int limit) {
    Map<String, Object> all = new HashMap<>(parameters);
    all.put("from", range.from());
    all.put("until", range.until());
    all.put("limit", limit);
    return clickHouse.query(
        """
        SELECT path, any(event) AS event_type, any(metric) AS metric_name,
          any(statistic) AS statistic_name, any(resolution) AS seconds,
          any(dimension_set) AS set, any(dimension_values) AS values
        FROM series_index
        WHERE %s
        GROUP BY path
        HAVING toUnixTimestamp(min(time_min)) < {until:Int64}
          AND toUnixTimestamp(max(time_max)) + seconds > {from:Int64}
        ORDER BY path
        LIMIT {limit:UInt32}"""
            .formatted(condition),
        all,
        row ->
            new IndexedSeries(
                row.string("path"),
                row.string("event_type"),
                row.string("metric_name"),
                row.string("statistic_name"),
                Duration.ofSeconds(row.int64("seconds")),
                attributes(row.string("set")),
                row.strings("values")));
  }

  static List<String> attributes(String dimensionSet) {
    return dimensionSet.isEmpty() ? List.of() : List.of(dimensionSet.split(",", -1));
  }
}
