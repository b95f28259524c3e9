package dev.tally.app.truth;

import dev.tally.storage.ClickHouse;
import java.util.HashMap;
import java.util.Map;

/** The points that are in series. */
public final class StoredSeries {
  private StoredSeries() {}

  /** All of an event type. */
  public static Map<Point, Double> of(ClickHouse clickHouse, String eventType) {
    Map<Point, Double> points = new HashMap<>();
    clickHouse.query(
        """
        SELECT path, toInt64(toUnixTimestamp(time)) AS at, argMax(value, version) AS latest
        FROM series WHERE startsWith(path, {prefix:String}) GROUP BY path, time""",
        Map.of("prefix", eventType + "."),
        row -> {
          points.put(new Point(row.string("path"), row.int64("at")), row.float64("latest"));
          return true;
        });
    return points;
  }
}
