package dev.tally.aggregator.statement;

import dev.tally.aggregator.statement.SelectSeriesCounts.MetricKey;
import dev.tally.storage.ClickHouse;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The series of one metric and dimension set that have points in a range, biggest sum first. */
public final class SelectSeriesSums {
  /**
   * @param values one per attribute of the dimension set
   * @param timeMin of all its points
   * @param timeMax of all its points
   * @param last value of the latest point in the range
   * @param sum of the values in the range
   */
  public record SeriesSum(
      String path,
      List<String> values,
      String unit,
      Instant timeMin,
      Instant timeMax,
      double last,
      double sum) {
    public SeriesSum {
      values = List.copyOf(values);
    }
  }

  /**
   * @param total how many there are without the limit
   */
  public record Page(List<SeriesSum> items, long total) {
    public Page {
      items = List.copyOf(items);
    }
  }

  private record Counted(SeriesSum sum, long total) {}

  private static final String SQL =
      """
      WITH indexed AS (
        SELECT path, any(dimension_values) AS values, any(unit) AS unit_text,
          min(time_min) AS first, max(time_max) AS last
        FROM series_index
        WHERE event = {event:String} AND metric = {metric:String} AND statistic = {statistic:String}
          AND resolution = {resolution:UInt32} AND dimension_set = {set:String}
          AND ({search:String} = ''
            OR arrayExists(v -> positionCaseInsensitiveUTF8(v, {search:String}) > 0, dimension_values))
        GROUP BY path
      )
      SELECT path, values, unit_text, first, last, latest, total, count() OVER () AS matches
      FROM (
        SELECT path, argMax(value, time) AS latest, sum(value) AS total
        FROM (
          SELECT path, time, argMax(value, version) AS value
          FROM series
          WHERE path IN (SELECT path FROM indexed)
            AND time >= {from:DateTime('UTC')} AND time < {until:DateTime('UTC')}
          GROUP BY path, time
        )
        GROUP BY path
      ) AS sums
      INNER JOIN indexed USING (path)
      ORDER BY total DESC, path
      LIMIT {limit:UInt32}""";

  private final ClickHouse clickHouse;

  public SelectSeriesSums(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /**
   * @param search what a value contains, in any case; empty for all
   * @param from inclusive
   * @param until exclusive
   */
  public Page run(MetricKey key, String search, Instant from, Instant until, int limit) {
    List<Counted> rows =
        clickHouse.query(
            SQL,
            Map.of(
                "event", key.eventType(),
                "metric", key.metric(),
                "statistic", key.statistic(),
                "resolution", key.resolution(),
                "set", key.dimensionSet(),
                "search", search,
                "from", from,
                "until", until,
                "limit", limit),
            row ->
                new Counted(
                    new SeriesSum(
                        row.string("path"),
                        row.strings("values"),
                        row.string("unit_text"),
                        row.instant("first"),
                        row.instant("last"),
                        row.float64("latest"),
                        row.float64("total")),
                    row.int64("matches")));
    return new Page(
        rows.stream().map(Counted::sum).toList(), rows.isEmpty() ? 0 : rows.getFirst().total());
  }
}
