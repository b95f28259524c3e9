package dev.tally.aggregator.testing;

import dev.tally.edl.model.DimensionSet;
import dev.tally.edl.model.SeriesName;
import dev.tally.storage.ClickHouse;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Points written straight into the tables, as a rollup would have. */
public final class StoredPoints {
  private final ClickHouse clickHouse;

  public StoredPoints(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /**
   * Points of one series, one bucket after the other.
   *
   * @param start of the first bucket, seconds since the epoch
   * @param values NaN for a bucket without a point
   * @return the series' path
   */
  public String write(
      String metric,
      String statistic,
      Duration resolution,
      DimensionSet set,
      List<String> dimensionValues,
      long version,
      long start,
      double... values) {
    String path = SeriesName.path(Orders.NAME, metric, statistic, resolution, set, dimensionValues);
    long step = resolution.toSeconds();
    for (int i = 0; i < values.length; i++) {
      if (!Double.isNaN(values[i])) {
        clickHouse.execute(
            "INSERT INTO series (path, time, value, version) VALUES"
                + " ({path:String}, {time:UInt32}, {value:Float64}, {version:UInt64})",
            Map.of("path", path, "time", start + i * step, "value", values[i], "version", version),
            Map.of());
      }
    }
    clickHouse.execute(
        """
        INSERT INTO series_index VALUES ({path:String}, {event:String}, {metric:String},
          {statistic:String}, {resolution:UInt32}, {set:String}, {values:Array(String)}, 'EUR',
          {first:UInt32}, {last:UInt32})""",
        Map.of(
            "path", path,
            "event", Orders.NAME,
            "metric", metric,
            "statistic", statistic,
            "resolution", step,
            "set", set.key(),
            "values", dimensionValues,
            "first", start,
            "last", start + (values.length - 1) * step),
        Map.of());
    return path;
  }
}
