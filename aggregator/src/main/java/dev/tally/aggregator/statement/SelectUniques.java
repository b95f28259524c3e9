package dev.tally.aggregator.statement;

import dev.tally.aggregator.graphite.expression.TagExpression;
import dev.tally.aggregator.graphite.function.TimeRange;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.statement.SelectSeriesPoints.Points;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Distinct counts by merging states: over dimensions, by leaving some of a stored dimension set
 * out, and over time, by having each bucket's state in all windows that it is in.
 */
public final class SelectUniques {
  /** States that there are. */
  public record UniqueSet(Duration resolution, List<String> attributes) {
    public UniqueSet {
      attributes = List.copyOf(attributes);
    }

    /** In SQL, of a row of this set. */
    private String value(String attribute) {
      return "dimension_values[%d]".formatted(attributes.indexOf(attribute) + 1);
    }
  }

  /**
   * What is counted.
   *
   * @param by attributes of the set
   * @param windowBuckets at least 1
   * @param expressions over attributes of the set
   */
  public record Wanted(
      String eventType,
      String metric,
      UniqueSet set,
      List<String> by,
      int windowBuckets,
      List<TagExpression> expressions) {
    public Wanted {
      by = List.copyOf(by);
      expressions = List.copyOf(expressions);
    }

    private String values() {
      return by.stream()
          .map(set::value)
          .collect(Collectors.joining(", ", "CAST([", "], 'Array(String)')"));
    }

    private String condition() {
      return expressions.stream()
          .map(e -> " AND " + SeriesTags.comparison(set.value(e.tag()), e))
          .collect(Collectors.joining());
    }
  }

  /** Of one combination of values; times in any order. */
  public record Unique(List<String> values, Points points) {
    public Unique {
      values = List.copyOf(values);
    }
  }

  private final ClickHouse clickHouse;

  public SelectUniques(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  public List<UniqueSet> sets(String eventType, String metric) {
    return clickHouse.query(
        """
        SELECT DISTINCT resolution, dimension_set
        FROM states_uniq
        WHERE event = {event:String} AND metric = {metric:String}
        ORDER BY resolution, dimension_set""",
        Map.of("event", eventType, "metric", metric),
        row ->
            new UniqueSet(
                Duration.ofSeconds(row.int64("resolution")),
                SelectIndexedSeries.attributes(row.string("dimension_set"))));
  }

  /**
   * By values. The time of a point is the beginning of its window's last bucket.
   *
   * @param range times of points
   */
  public List<Unique> run(Wanted wanted, TimeRange range, int limit) {
    return clickHouse.query(
        """
        SELECT values, groupArray(end) AS times, groupArray(merged) AS counts
        FROM (
          SELECT %s AS values, toInt64(toUnixTimestamp(bucket)) + later * {step:Int64} AS end,
            toFloat64(uniqMerge(uniq)) AS merged
          FROM states_uniq
          ARRAY JOIN range(toUInt64({buckets:UInt32})) AS later
          WHERE resolution = {step:UInt32} AND event = {event:String} AND metric = {metric:String}
            AND dimension_set = {set:String}
            AND toInt64(toUnixTimestamp(bucket)) >= {from:Int64} - ({buckets:Int64} - 1) * {step:Int64}
            AND toInt64(toUnixTimestamp(bucket)) < {until:Int64}%s
            AND end >= {from:Int64} AND end < {until:Int64}
          GROUP BY values, end
        )
        GROUP BY values
        ORDER BY values
        LIMIT {limit:UInt32}"""
            .formatted(wanted.values(), wanted.condition()),
        Map.of(
            "event", wanted.eventType(),
            "metric", wanted.metric(),
            "set", String.join(",", wanted.set().attributes()),
            "step", wanted.set().resolution().toSeconds(),
            "buckets", wanted.windowBuckets(),
            "from", range.from(),
            "until", range.until(),
            "limit", limit),
        row ->
            new Unique(
                row.strings("values"), new Points(row.int64s("times"), row.float64s("counts"))));
  }
}
