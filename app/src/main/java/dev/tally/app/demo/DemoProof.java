package dev.tally.app.demo;

import dev.tally.storage.ClickHouse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Holds the series against the Parquet file: for every day and each of the busiest origins,
 * departures and average delay must be the same figures that SQL computes straight from the file.
 */
public final class DemoProof {
  private static final int ORIGINS = 20;

  private final ClickHouse clickHouse;
  private final FlightsFile flights;

  public DemoProof(ClickHouse clickHouse, FlightsFile flights) {
    this.clickHouse = clickHouse;
    this.flights = flights;
  }

  /**
   * What was compared.
   *
   * @param flights in the file
   * @param stored rows of the event type in the raw table
   * @param rejected rows in events_rejected
   * @param points (day, origin) pairs compared, for each of the two metrics
   * @param departuresDifferences pairs that are missing on one side, or unequal
   * @param averageDelayDifferences likewise
   */
  public record Result(
      long flights,
      long stored,
      long rejected,
      int points,
      int departuresDifferences,
      int averageDelayDifferences) {

    public boolean holds() {
      return stored == flights
          && rejected == 0
          && points > 0
          && departuresDifferences == 0
          && averageDelayDifferences == 0;
    }
  }

  /** One point: {@code 2001-01-31} and {@code ORD}. */
  private record Key(String day, String origin) {}

  public Result run() {
    List<String> origins = busiestOrigins();
    Map<Key, Double> departures = fromFile("toFloat64(count())", origins);
    Map<Key, Double> averageDelay = fromFile("avg(delay)", origins);
    return new Result(
        flights.count(),
        count("events WHERE event = 'flights.FlightDeparted'"),
        count("events_rejected WHERE event = 'flights.FlightDeparted'"),
        departures.size(),
        differences(departures, fromSeries("departures", origins)),
        differences(averageDelay, fromSeries("average_delay", origins)));
  }

  private List<String> busiestOrigins() {
    return clickHouse.query(
        "SELECT origin FROM %s GROUP BY origin ORDER BY count() DESC, origin LIMIT %d"
            .formatted(flights.sql(), ORIGINS),
        Map.of(),
        row -> row.string("origin"));
  }

  private Map<Key, Double> fromFile(String aggregate, List<String> origins) {
    String select =
        """
        SELECT toString(toDate(date)) AS day, origin, %s AS value
        FROM %s
        WHERE origin IN {origins:Array(String)}
        GROUP BY day, origin"""
            .formatted(aggregate, flights.sql());
    return points(select, Map.of("origins", origins));
  }

  private Map<Key, Double> fromSeries(String metric, List<String> origins) {
    String select =
        """
        SELECT toString(toDate(time)) AS day, splitByChar('.', path)[-1] AS origin, argMax(value, version) AS value
        FROM series
        WHERE startsWith(path, {prefix:String}) AND has({origins:Array(String)}, origin)
        GROUP BY path, time""";
    return points(
        select,
        Map.of("prefix", "flights.FlightDeparted." + metric + ".1d.origin.", "origins", origins));
  }

  private Map<Key, Double> points(String select, Map<String, Object> parameters) {
    Map<Key, Double> points = new HashMap<>();
    clickHouse
        .query(
            select,
            parameters,
            row ->
                Map.entry(new Key(row.string("day"), row.string("origin")), row.float64("value")))
        .forEach(point -> points.put(point.getKey(), point.getValue()));
    return points;
  }

  private long count(String from) {
    return clickHouse
        .query("SELECT count() AS rows FROM " + from, Map.of(), row -> row.int64("rows"))
        .getFirst();
  }

  /** Bit for bit: both sides divide sums of whole numbers that a double holds exactly. */
  private static int differences(Map<Key, Double> expected, Map<Key, Double> actual) {
    Set<Key> keys =
        new TreeSet<>(java.util.Comparator.comparing(Key::day).thenComparing(Key::origin));
    keys.addAll(expected.keySet());
    keys.addAll(actual.keySet());
    return (int)
        keys.stream().filter(key -> !Objects.equals(expected.get(key), actual.get(key))).count();
  }
}
