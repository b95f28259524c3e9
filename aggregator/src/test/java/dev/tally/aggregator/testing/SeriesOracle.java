package dev.tally.aggregator.testing;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.tally.edl.model.DimensionSet;
import dev.tally.edl.model.Metric;
import dev.tally.edl.model.SeriesName;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.Row;
import java.time.Duration;
import java.util.ArrayList;
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

  private static final String EXPRESS = "ifNull(express = 'true', false)";
  private static final String MANY = "ifNull(items > 5, false)";
  private static final String AMOUNTS_OF_MANY = "countIf(isNotNull(cents) AND items > 5)";

  /** An order that says nothing sensible stands for itself. */
  private static final String STANDS_FOR = "if(stands_for >= 0, toFloat64(stands_for), 1)";

  /** A metric that is one number of each group. */
  private static final Map<String, String> NUMBERS =
      Map.ofEntries(
          Map.entry("orders", "toFloat64(count())"),
          Map.entry("express_orders", "toFloat64(countIf(" + EXPRESS + "))"),
          Map.entry("revenue", "toFloat64(ifNull(sum(cents), 0)) / 100"),
          Map.entry("average_amount", "avgIf(cents, items > 5) / 100"),
          Map.entry("fewest_items", "toFloat64(min(items))"),
          Map.entry("heaviest", "max(weight)"),
          Map.entry("buyers", "toFloat64(uniqExact(user))"),
          Map.entry("countries", "toFloat64(uniqExact(country))"),
          Map.entry(
              "first_items",
              "toFloat64(argMinIf(assumeNotNull(items), time, isNotNull(items)) + if(countIf(isNotNull(items)) = 0, NULL, 0))"),
          Map.entry(
              "last_weight",
              "argMaxIf(assumeNotNull(weight), time, isNotNull(weight) AND %1$s) + if(countIf(isNotNull(weight) AND %1$s) = 0, NULL, 0)"
                  .formatted(MANY)),
          Map.entry("estimated_orders", "toFloat64(sum(" + STANDS_FOR + "))"),
          Map.entry(
              "estimated_express",
              "toFloat64(ifNull(sumIf(if(kept > 0 AND kept <= 1, 1 / assumeNotNull(kept), 1), %s), 0))"
                  .formatted(EXPRESS)),
          Map.entry("estimated_revenue", "ifNull(sum(cents * %s), 0) / 100".formatted(STANDS_FOR)),
          Map.entry("weight_spread", "stddevPop(weight)"),
          Map.entry("amount_spread", "stddevSampIf(cents, items > 5) / 100"),
          Map.entry("express_buyers", "toFloat64(uniqExactIf(user, " + EXPRESS + "))"),
          Map.entry("express_share", "countIf(" + EXPRESS + ") / count()"),
          Map.entry(
              "orders_per_express",
              "if(countIf(%1$s) = 0, NULL, count() / countIf(%1$s))".formatted(EXPRESS)),
          Map.entry(
              "revenue_per_buyer",
              "if(uniqExact(user) = 0, NULL, ifNull(sum(cents), 0) / 100 / uniqExact(user))"),
          Map.entry(
              "amount_by_spread",
              "if(ifNull(stddevSampIf(cents, items > 5), 0) > 0, avgIf(cents, items > 5) / stddevSampIf(cents, items > 5), NULL)"),
          Map.entry("orders_per_second", "count() / {resolution:Int64}"));

  /** The statistics of amounts_to. */
  private static final Map<String, String> AMOUNTS_TO =
      Map.of(
          "le_-10", upTo("cents <= -1000"),
          "le_0", upTo("cents <= 0"),
          "le_99_99", upTo("cents <= 9999"),
          "le_500_5", upTo("cents <= 50050"),
          "le_inf", upTo("isNotNull(cents)"));

  private static final String COUNTRIES = "countIf(isNotNull(country))";
  private static final String EXPRESS_CHANNELS = "countIf(isNotNull(channel) AND " + EXPRESS + ")";

  private static final Map<String, Double> LEVELS = Map.of("p50", 0.5, "p95", 0.95, "p99_9", 0.999);

  private static final Map<DimensionSet, String> VALUES =
      Map.of(
          DimensionSet.OVERALL, "CAST([], 'Array(String)')",
          Orders.COUNTRY, "[ifNull(country, '')]",
          Orders.CHANNEL, "[ifNull(channel, '')]",
          Orders.CHANNEL_COUNTRY, "[ifNull(channel, ''), ifNull(country, '')]",
          Orders.COUNTRY_CHANNEL, "[ifNull(country, ''), ifNull(channel, '')]");

  private static String upTo(String condition) {
    return "if(%s = 0, NULL, toFloat64(countIf(%s AND items > 5)))"
        .formatted(AMOUNTS_OF_MANY, condition);
  }

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
    return check(Orders.metrics(), resolution);
  }

  /**
   * Of these metrics, and there must not be points of others.
   *
   * @param metrics some of {@link Orders#metrics}
   */
  public long check(List<Metric> metrics, Duration resolution) {
    long points = 0;
    for (Metric metric : metrics) {
      points += check(metric.name(), resolution);
    }
    assertThat(points)
        .as("points of %s, none beyond those expected", resolution)
        .isEqualTo(stored(event + ".%", resolution));
    return points;
  }

  private long check(String metric, Duration resolution) {
    return switch (metric) {
      case "amounts" ->
          checkQuantiles(DimensionSet.OVERALL, resolution)
              + checkQuantiles(Orders.COUNTRY, resolution);
      case "amounts_to" -> checkHistogram(resolution);
      case "top_countries" ->
          checkTop(metric, 3, COUNTRIES, Orders.COUNTRY, resolution)
              + checkTop(metric, 3, COUNTRIES, Orders.CHANNEL_COUNTRY, resolution);
      case "top_channels" ->
          checkTop(metric, 2, EXPRESS_CHANNELS, Orders.CHANNEL, resolution)
              + checkTop(metric, 2, EXPRESS_CHANNELS, Orders.COUNTRY_CHANNEL, resolution);
      case "countries" -> checkNumbers(metric, DimensionSet.OVERALL, resolution);
      case "orders" ->
          checkNumbers(metric, DimensionSet.OVERALL, resolution)
              + checkNumbers(metric, Orders.COUNTRY, resolution)
              + checkNumbers(metric, Orders.CHANNEL_COUNTRY, resolution)
              + checkNumbers(metric, Orders.COUNTRY_CHANNEL, resolution);
      default ->
          checkNumbers(metric, DimensionSet.OVERALL, resolution)
              + checkNumbers(metric, Orders.COUNTRY, resolution);
    };
  }

  private long checkHistogram(Duration resolution) {
    long points = 0;
    for (DimensionSet set : List.of(DimensionSet.OVERALL, Orders.COUNTRY)) {
      for (Map.Entry<String, String> bound : AMOUNTS_TO.entrySet()) {
        points += checkNumbers("amounts_to", bound.getKey(), bound.getValue(), set, resolution);
      }
    }
    return points;
  }

  public long checkNumbers(String metric, DimensionSet set, Duration resolution) {
    return checkNumbers(metric, "", requireNonNull(NUMBERS.get(metric)), set, resolution);
  }

  private long checkNumbers(
      String metric, String statistic, String sql, DimensionSet set, Duration resolution) {
    Map<String, Double> expected = new TreeMap<>();
    query(
        sql + " AS expected",
        set,
        resolution,
        row -> {
          if (!row.isNull("expected") && !Double.isNaN(row.float64("expected"))) {
            expected.put(key(metric, statistic, set, resolution, row), row.float64("expected"));
          }
        });
    return compare(metric, statistic, set, resolution, expected);
  }

  /**
   * The most frequent values of the set's last attribute, and the others added up.
   *
   * @param count SQL of how many orders have the value
   */
  private long checkTop(String metric, int k, String count, DimensionSet set, Duration resolution) {
    Map<String, TopValues> groups = new TreeMap<>();
    query(
        count + " AS expected",
        set,
        resolution,
        row -> {
          List<String> values = row.strings("dimension");
          long time = row.int64("t");
          groups
              .computeIfAbsent(
                  time + " " + values.subList(0, values.size() - 1),
                  group ->
                      new TopValues(k, value -> key(metric, set, resolution, time, values, value)))
              .add(values.getLast(), (double) row.int64("expected"));
        });
    Map<String, Double> expected = new TreeMap<>();
    groups.values().forEach(group -> expected.putAll(group.points()));
    return compare(metric, "", set, resolution, expected);
  }

  private long compare(
      String metric,
      String statistic,
      DimensionSet set,
      Duration resolution,
      Map<String, Double> expected) {
    Map<String, Double> actual = actual(metric, statistic, set, resolution);
    assertThat(actual.keySet())
        .as("%s %s by %s", metric, statistic, set.key())
        .isEqualTo(expected.keySet());
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

  /** With another value of the set's last attribute. */
  private String key(
      String metric,
      DimensionSet set,
      Duration resolution,
      long time,
      List<String> values,
      String lastValue) {
    List<String> all = new ArrayList<>(values);
    all.set(all.size() - 1, lastValue);
    return SeriesName.path(event, metric, "", resolution, set, all) + " " + time;
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
