package dev.tally.aggregator.statement;

import dev.tally.storage.ClickHouse;
import java.util.List;
import java.util.Map;

/** The series that carbon's clients have sent so far. */
public final class SelectCarbonSeries {
  private static final String SQL =
      """
      SELECT path, any(resolution) AS seconds, any(dimension_set) AS set,
        any(dimension_values) AS values,
        toUnixTimestamp(min(time_min)) AS first, toUnixTimestamp(max(time_max)) AS last
      FROM series_index
      WHERE event = ''
      GROUP BY path
      LIMIT {limit:UInt32}""";

  private final ClickHouse clickHouse;

  public SelectCarbonSeries(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  public List<CarbonSeries> run(int limit) {
    return clickHouse.query(
        SQL,
        Map.of("limit", limit),
        row ->
            new CarbonSeries(
                row.string("path"),
                Math.toIntExact(row.int64("seconds")),
                SelectIndexedSeries.attributes(row.string("set")),
                row.strings("values"),
                row.int64("first"),
                row.int64("last")));
  }
}
