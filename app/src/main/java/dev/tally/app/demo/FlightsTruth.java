package dev.tally.app.demo;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the demo's series must hold, in SQL over the Parquet file: rows of {@code path}, {@code t}
 * (seconds since the epoch), {@code low} and {@code high}. Knows the demo's metrics by heart, and
 * nothing of states.
 */
record FlightsTruth(FlightsFile flights) {
  static final String EVENT = "flights.FlightDeparted";

  /** Quantiles may be off by 1 % of rank and two values; digests hold 32-bit floats. */
  private static final String P95 =
      """
      delays[greatest(1, toInt64(floor(0.94 * length(delays))) - 1)] AS p95_low,
          delays[least(toInt64(length(delays)), toInt64(ceil(0.96 * length(delays))) + 2)] AS p95_high""";

  /** Metric and statistic, to the lowest and the highest that it may be. */
  private static final Map<String, List<String>> BY_ORIGIN =
      Map.of(
          "departures", exact("departures"),
          "late_departures", exact("late"),
          "average_delay", exact("average"),
          "delay.p95",
              List.of(
                  "p95_low - 1e-4 * (1 + abs(p95_low))", "p95_high + 1e-4 * (1 + abs(p95_high))"),
          "destinations", exact("destinations"),
          "late_share", exact("late / departures"));

  private static final Map<String, List<String>> BY_DAY =
      Map.of(
          "delays.le_0", exact(upTo(0)),
          "delays.le_15", exact(upTo(15)),
          "delays.le_60", exact(upTo(60)),
          "delays.le_180", exact(upTo(180)),
          "delays.le_inf", exact("departures"));

  /**
   * All series of one resolution and dimension set.
   *
   * @param select the rows
   */
  record Part(int resolutionS, String dimensionSet, String select) {}

  private static List<String> exact(String value) {
    return List.of(value, value);
  }

  private static String upTo(int minutes) {
    return "toFloat64(arrayCount(delay -> delay <= " + minutes + ", delays))";
  }

  List<Part> parts() {
    return List.of(
        new Part(3_600, "", select(3_600, "1h", "''", List.of(BY_ORIGIN))),
        new Part(
            3_600, "origin", select(3_600, "1h", "concat('.origin.', origin)", List.of(BY_ORIGIN))),
        new Part(86_400, "", select(86_400, "1d", "''", List.of(BY_ORIGIN, BY_DAY))),
        new Part(
            86_400,
            "origin",
            select(86_400, "1d", "concat('.origin.', origin)", List.of(BY_ORIGIN))),
        new Part(86_400, "destination", topDestinations()));
  }

  private String select(
      int resolutionS, String resolution, String slice, List<Map<String, List<String>>> values) {
    String entries =
        values.stream()
            .flatMap(some -> some.entrySet().stream())
            .map(
                entry ->
                    "('%s', %s, %s)"
                        .formatted(
                            entry.getKey(),
                            entry.getValue().getFirst(),
                            entry.getValue().getLast()))
            .collect(Collectors.joining(", ", "[", "]"));
    return """
        SELECT concat('%s.', entry.1, '.%s', slice) AS path, t, entry.2 AS low, entry.3 AS high
        FROM (
          SELECT t, slice, toFloat64(count()) AS departures, toFloat64(countIf(delay > 15)) AS late,
            avg(delay) AS average, toFloat64(uniqExact(destination)) AS destinations,
            arraySort(groupArray(toFloat64(delay))) AS delays, %s
          FROM (SELECT %s AS t, %s AS slice, delay, destination FROM %s)
          GROUP BY t, slice
        )
        ARRAY JOIN %s AS entry"""
        .formatted(EVENT, resolution, P95, bucket(resolutionS), slice, flights.sql(), entries);
  }

  /** The ten with most flights of a day, the first by name of equal ones; and all others. */
  private String topDestinations() {
    return """
        SELECT concat('%s.top_destinations.1d.destination.', shown) AS path, t,
          toFloat64(sum(flown)) AS low, toFloat64(sum(flown)) AS high
        FROM (
          SELECT t, flown,
            if(row_number() OVER (PARTITION BY t ORDER BY flown DESC, destination ASC) <= 10,
              destination, '__other__') AS shown
          FROM (
            SELECT %s AS t, destination, count() AS flown FROM %s GROUP BY t, destination
          )
        )
        GROUP BY t, shown"""
        .formatted(EVENT, bucket(86_400), flights.sql());
  }

  private static String bucket(int resolutionS) {
    return "intDiv(toUnixTimestamp64Milli(toDateTime64(date, 3)), %1$d000) * %1$d"
        .formatted(resolutionS);
  }
}
