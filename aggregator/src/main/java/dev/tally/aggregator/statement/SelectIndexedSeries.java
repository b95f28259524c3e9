package dev.tally.aggregator.statement;

import static java.util.Objects.requireNonNull;

import dev.tally.storage.ClickHouse;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The series whose path matches, and that have a point in a range. */
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

  private static final String SQL =
      """
      SELECT path, any(event) AS event_type, any(metric) AS metric_name,
        any(statistic) AS statistic_name, any(resolution) AS seconds,
        any(dimension_set) AS set, any(dimension_values) AS values
      FROM series_index
      WHERE startsWith(path, {prefix:String}) AND match(path, {regex:String})
      GROUP BY path
      HAVING toUnixTimestamp(min(time_min)) < {until:Int64}
        AND toUnixTimestamp(max(time_max)) + seconds > {from:Int64}
      ORDER BY path
      LIMIT {limit:UInt32}""";

  private final ClickHouse clickHouse;

  public SelectIndexedSeries(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /**
   * By path.
   *
   * @param prefix that all matches have
   * @param regex of the whole path
   * @param from seconds since the epoch, inclusive
   * @param until exclusive
   */
  public List<IndexedSeries> run(String prefix, String regex, long from, long until, int limit) {
    return clickHouse.query(
        SQL,
        Map.of(
            "prefix", prefix,
            "regex", "^" + regex + "$",
            "from", from,
            "until", until,
            "limit", limit),
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

  private static List<String> attributes(String dimensionSet) {
    return dimensionSet.isEmpty() ? List.of() : List.of(dimensionSet.split(",", -1));
  }
}
