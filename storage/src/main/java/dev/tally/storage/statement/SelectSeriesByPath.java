package dev.tally.storage.statement;

import dev.tally.edl.model.DimensionSet;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.statement.SelectSeriesPaths.SeriesPath;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a path is a series of. */
public final class SelectSeriesByPath {
  private static final String SQL =
      """
      SELECT event, metric, statistic, resolution, dimension_set,
          any(i.dimension_values) AS values, any(i.unit) AS unit,
          min(i.time_min) AS first, max(i.time_max) AS last
      FROM series_index AS i
      WHERE path = {path:String}
      GROUP BY event, metric, statistic, resolution, dimension_set
      ORDER BY last DESC
      LIMIT 1
      """;

  private final ClickHouse clickHouse;

  public SelectSeriesByPath(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  public record Series(SelectSeriesPaths.Breakdown breakdown, SeriesPath path) {}

  public Optional<Series> run(String path) {
    return clickHouse
        .query(
            SQL,
            Map.of("path", path),
            row ->
                new Series(
                    new SelectSeriesPaths.Breakdown(
                        row.string("event"),
                        row.string("metric"),
                        row.string("statistic"),
                        Duration.ofSeconds(row.int64("resolution")),
                        dimensionSet(row.string("dimension_set"))),
                    new SeriesPath(
                        path,
                        row.strings("values"),
                        row.string("unit"),
                        row.instant("first"),
                        row.instant("last"))))
        .stream()
        .findFirst();
  }

  /** The inverse of {@link DimensionSet#key}. */
  private static DimensionSet dimensionSet(String key) {
    return key.isEmpty()
        ? DimensionSet.OVERALL
        : new DimensionSet(List.copyOf(Arrays.asList(key.split(",", -1))));
  }
}
