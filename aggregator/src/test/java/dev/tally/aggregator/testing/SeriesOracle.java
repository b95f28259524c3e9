package dev.tally.aggregator.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.tally.edl.model.DimensionSet;
import dev.tally.edl.model.SeriesName;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.Row;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the series of orders must hold, by queries of its own over {@code truth}: nothing here knows
 * of states, plans or the raw table's arrays.
 */
public final class SeriesOracle {
  /** Rank error allowed for a quantile, in addition to two values. */
  private static final double RANK_ERROR = 0.01;

  private static final double RELATIVE_ERROR = 1e-9;

  /** A statistic that is one number of each group. */
  private static final Map<String, String> NUMBERS =
      Map.of(
          "orders", "toFloat64(count())",
          "express_orders", "toFloat64(countIf(ifNull(express = 'true', false)))",
          "revenue", "toFloat64(ifNull(sum(cents), 0)) / 100",
          "average_amount", "avgIf(cents, items > 5) / 100",
          "fewest_items", "toFloat64(min(items))",
          "heaviest", "max(weight)",
          "buyers", "toFloat64(uniqExact(user))",
          "countries", "toFloat64(uniqExact(country))",
          "first_items",
              "toFloat64(argMinIf(assumeNotNull(items), time, isNotNull(items)) + if(countIf(isNotNull(items)) = 0, NULL, 0))",
          "last_weight",
              "argMaxIf(assumeNotNull(weight), time, isNotNull(weight) AND ifNull(items > 5, false)) + if(countIf(isNotNull(weight) AND ifNull(items > 5, false)) = 0, NULL, 0)");

  private static final Map<String, Double> LEVELS = Map.of("p50", 0.5, "p95", 0.95, "p99_9", 0.999);

  private static final Map<DimensionSet, String> VALUES =
      Map.of(
          DimensionSet.OVERALL, "CAST([], 'Array(String)')",
          Orders.COUNTRY, "[ifNull(country, '')]",
          Orders.CHANNEL_COUNTRY, "[ifNull(channel, ''), ifNull(country, '')]",
          Orders.COUNTRY_CHANNEL, "[ifNull(country, ''), ifNull(channel, '')]");

  private final ClickHouse clickHouse;
  private final String event;
  private final String condition;

  /**
   * @param condition which rows of {@code truth} are rolled up
   */
  public SeriesOracle(ClickHouse clickHouse, String event, String condition) {
    this.clickHouse = clickHouse;
    this.event = event;
    this.condition = condition;
  }

  /** Of all metrics of {@link Orders}. Returns how many points were compared. */
  public long check(Duration resolution) {
    long points = 0;
    for (String metric : NUMBERS.keySet()) {
      points += checkNumbers(metric, DimensionSet.OVERALL, resolution);
      if (!metric.equals("countries")) {
        points += checkNumbers(metric, Orders.COUNTRY, resolution);
      }
    }
    points += checkNumbers("orders", Orders.CHANNEL_COUNTRY, resolution);
    points += checkNumbers("orders", Orders.COUNTRY_CHANNEL, resolution);
    points += checkQuantiles(DimensionSet.OVERALL, resolution);
    points += checkQuantiles(Orders.COUNTRY, resolution);
    assertThat(points)
        .as("points of %s, none beyond those expected", resolution)
        .isEqualTo(stored(event + ".%", resolution));
    return points;
  }

  public long checkNumbers(String metric, DimensionSet set, Duration resolution) {
    Map<String, Double> expected = new TreeMap<>();
    query(
        NUMBERS.get(metric) + " AS expected",
        set,
        resolution,
        row -> {
          if (!row.isNull("expected") && !Double.isNaN(row.float64("expected"))) {
            expected.put(key(metric, "", set, resolution, row), row.float64("expected"));
          }
        });
    Map<String, Double> actual = actual(metric, "", set, resolution);
    assertThat(actual.keySet()).as("%s by %s", metric, set.key()).isEqualTo(expected.keySet());
    expected.forEach(
        (key, value) ->
            assertThat(actual.get(key))
                .as(key)
                .isCloseTo(value, offset(Math.max(1e-9, Math.abs(value) * RELATIVE_ERROR))));
    return expected.size();
  }

  private long checkQuantiles(DimensionSet set, Duration resolution) {
    Map<String, double[]> sorted = new TreeMap<>();
    LEVELS.forEach(
        (statistic, level) ->
            query(
                "arraySort(groupArrayIf(cents / 100, isNotNull(cents))) AS expected",
                set,
                resolution,
                row -> {
                  double[] values = row.float64s("expected");
                  if (values.length > 0) {
                    sorted.put(key("amounts", statistic, set, resolution, row), values);
                  }
                }));
    long points = 0;
    for (Map.Entry<String, Double> statistic : LEVELS.entrySet()) {
      Map<String, Double> actual = actual("amounts", statistic.getKey(), set, resolution);
      actual.forEach(
          (key, value) ->
              checkRank(key, value, sorted.getOrDefault(key, new double[0]), statistic.getValue()));
      points += actual.size();
    }
    assertThat(points).isEqualTo(sorted.size());
    return points;
  }

  private static void checkRank(String key, double value, double[] sorted, double level) {
    assertThat(sorted).as(key).isNotEmpty();
    int low = (int) Math.floor((level - RANK_ERROR) * sorted.length) - 2;
    int high = (int) Math.ceil((level + RANK_ERROR) * sorted.length) + 1;
    double tolerance = 1e-4 * Math.abs(value) + 1e-4; // digests hold 32-bit floats
    assertThat(value)
        .as(key)
        .isBetween(
            sorted[Math.max(0, low)] - tolerance,
            sorted[Math.min(sorted.length - 1, high)] + tolerance);
  }

  private Map<String, Double> actual(
      String metric, String statistic, DimensionSet set, Duration resolution) {
    Map<String, Double> points = new TreeMap<>();
    clickHouse
        .query(
            """
            SELECT path, toUnixTimestamp(time) AS t, argMax(value, version) AS v FROM series
            WHERE path IN (
              SELECT path FROM series_index WHERE event = {event:String} AND metric = {metric:String}
              AND statistic = {statistic:String} AND dimension_set = {set:String}
              AND resolution = {resolution:UInt32})
            GROUP BY path, time""",
            Map.of(
                "event", event,
                "metric", metric,
                "statistic", statistic,
                "set", set.key(),
                "resolution", resolution.toSeconds()),
            row -> Map.entry(row.string("path") + " " + row.int64("t"), row.float64("v")))
        .forEach(point -> points.put(point.getKey(), point.getValue()));
    return points;
  }

  private void query(String select, DimensionSet set, Duration resolution, RowConsumer consumer) {
    clickHouse.query(
        """
        SELECT intDiv(toUnixTimestamp64Milli(time), 1000 * {resolution:Int64}) * {resolution:Int64} AS t,
          %s AS dimension, %s
        FROM truth WHERE event = {event:String} AND (%s)
        GROUP BY t, dimension"""
            .formatted(VALUES.get(set), select, condition),
        Map.of("resolution", resolution.toSeconds(), "event", event),
        row -> {
          consumer.accept(row);
          return true;
        });
  }

  private String key(
      String metric, String statistic, DimensionSet set, Duration resolution, Row row) {
    List<String> values = row.strings("dimension");
    return SeriesName.path(event, metric, statistic, resolution, set, values)
        + " "
        + row.int64("t");
  }

  private long stored(String pattern, Duration resolution) {
    return clickHouse
        .query(
            """
            SELECT uniqExact(path, time) AS n FROM series WHERE path LIKE {pattern:String}
            AND path IN (SELECT path FROM series_index WHERE resolution = {resolution:UInt32})""",
            Map.of("pattern", pattern, "resolution", resolution.toSeconds()),
            row -> row.int64("n"))
        .getFirst();
  }

  private interface RowConsumer {
    void accept(Row row);
  }
}
