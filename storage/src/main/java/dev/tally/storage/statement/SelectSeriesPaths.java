package dev.tally.storage.statement;

import static java.util.Objects.requireNonNull;

import dev.tally.edl.model.DimensionSet;
import dev.tally.storage.ClickHouse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The series of one (metric, statistic, resolution, dimension set), by path. */
public final class SelectSeriesPaths {
  private static final String SQL =
      """
      SELECT path, any(i.dimension_values) AS values, any(i.unit) AS unit,
          min(i.time_min) AS first, max(i.time_max) AS last
      FROM series_index AS i
      WHERE event = {event:String} AND metric = {metric:String}
          AND statistic = {statistic:String} AND resolution = {resolution:UInt32}
          AND dimension_set = {dimension_set:String}
      GROUP BY path
      ORDER BY path
      LIMIT {limit:UInt64}
      """;

  private final ClickHouse clickHouse;

  public SelectSeriesPaths(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /**
   * @param statistic "p95" for quantiles, otherwise empty
   */
  public record Breakdown(
      String event,
      String metric,
      String statistic,
      Duration resolution,
      DimensionSet dimensionSet) {
    public Breakdown {
      requireNonNull(event);
      requireNonNull(metric);
      requireNonNull(statistic);
      requireNonNull(resolution);
      requireNonNull(dimensionSet);
    }
  }

  /**
   * @param values one per attribute of the dimension set
   * @param timeMin of its points
   * @param timeMax of its points, inclusive
   */
  public record SeriesPath(
      String path, List<String> values, String unit, Instant timeMin, Instant timeMax) {}

  public List<SeriesPath> run(Breakdown breakdown, int limit) {
    return clickHouse.query(
        SQL,
        Map.of(
            "event", breakdown.event(),
            "metric", breakdown.metric(),
            "statistic", breakdown.statistic(),
            "resolution", breakdown.resolution().toSeconds(),
            "dimension_set", breakdown.dimensionSet().key(),
            "limit", limit),
        row ->
            new SeriesPath(
                row.string("path"),
                row.strings("values"),
                row.string("unit"),
                row.instant("first"),
                row.instant("last")));
  }
}
