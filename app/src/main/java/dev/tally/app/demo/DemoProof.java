package dev.tally.app.demo;

import dev.tally.storage.ClickHouse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Holds all series of the demo against the Parquet file: each point of each metric, by hour and by
 * day, overall and by origin, must be what SQL computes straight from the file, and there must be
 * no other. Quantiles may be off by 1 % of rank; everything else must be equal, bit for bit: both
 * sides divide sums of whole numbers that a double holds exactly.
 */
public final class DemoProof {
  private static final int EXAMPLES_MAX = 3;

  private final ClickHouse clickHouse;
  private final FlightsFile flights;

  public DemoProof(ClickHouse clickHouse, FlightsFile flights) {
    this.clickHouse = clickHouse;
    this.flights = flights;
  }

  /**
   * One metric.
   *
   * @param points on either side
   * @param differences of them: missing on one side, or not what they must be
   * @param examples of these
   */
  public record Compared(String metric, long points, long differences, List<String> examples) {
    public Compared {
      examples = List.copyOf(examples);
    }

    private Compared plus(Compared other) {
      List<String> both = new ArrayList<>(examples);
      both.addAll(other.examples);
      return new Compared(
          metric,
          points + other.points,
          differences + other.differences,
          both.subList(0, Math.min(both.size(), EXAMPLES_MAX)));
    }
  }

  /**
   * What was compared.
   *
   * @param flights in the file
   * @param stored rows of the event type in the raw table
   * @param rejected rows in events_rejected
   * @param metrics by name
   * @param inSeries points of the event type, of whatever series
   */
  public record Result(
      long flights, long stored, long rejected, List<Compared> metrics, long inSeries) {
    public Result {
      metrics = List.copyOf(metrics);
    }

    public long points() {
      return metrics.stream().mapToLong(Compared::points).sum();
    }

    public long differences() {
      return metrics.stream().mapToLong(Compared::differences).sum();
    }

    public boolean holds() {
      return stored == flights
          && rejected == 0
          && points() > 0
          && differences() == 0
          && inSeries == points();
    }
  }

  public Result run() {
    Map<String, Compared> metrics = new TreeMap<>();
    for (FlightsTruth.Part part : new FlightsTruth(flights).parts()) {
      compare(part).forEach(one -> metrics.merge(one.metric(), one, Compared::plus));
    }
    return new Result(
        flights.count(),
        count("events WHERE event = {event:String}"),
        count("events_rejected WHERE event = {event:String}"),
        List.copyOf(metrics.values()),
        count(
            "(SELECT path, time FROM series WHERE startsWith(path, concat({event:String}, '.')) GROUP BY path, time)"));
  }

  private List<Compared> compare(FlightsTruth.Part part) {
    String select =
        """
        SELECT splitByChar('.', path)[3] AS metric, count() AS points, countIf(is_wrong) AS differences,
          groupArrayIf(%d)(concat(path, ' at ', toString(t), ' is ', toString(value), ', and must be ',
            toString(low), ' to ', toString(high)), is_wrong) AS examples
        FROM (
          SELECT path, t, sum(low_end) AS low, sum(high_end) AS high, sum(stored) AS value,
            NOT (countIf(is_of_file) = 1 AND countIf(NOT is_of_file) = 1 AND value BETWEEN low AND high)
              AS is_wrong
          FROM (
            SELECT path, t, low AS low_end, high AS high_end, 0.0 AS stored, true AS is_of_file
            FROM (%s)
            UNION ALL
            SELECT path, toInt64(toUnixTimestamp(time)), 0.0, 0.0, argMax(value, version), false
            FROM series
            WHERE path IN (
              SELECT path FROM series_index WHERE event = {event:String}
                AND resolution = {resolution:UInt32} AND dimension_set = {set:String})
            GROUP BY path, time
          )
          GROUP BY path, t
        )
        GROUP BY metric"""
            .formatted(EXAMPLES_MAX, part.select());
    return clickHouse.query(
        select,
        Map.of(
            "event", FlightsTruth.EVENT,
            "resolution", part.resolutionS(),
            "set", part.dimensionSet()),
        row ->
            new Compared(
                row.string("metric"),
                row.int64("points"),
                row.int64("differences"),
                row.strings("examples")));
  }

  private long count(String from) {
    return clickHouse
        .query(
            "SELECT count() AS rows FROM " + from,
            Map.of("event", FlightsTruth.EVENT),
            row -> row.int64("rows"))
        .getFirst();
  }
}
