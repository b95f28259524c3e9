package dev.tally.aggregator.statement;

import dev.tally.aggregator.graphite.expression.TagExpression;
import dev.tally.aggregator.graphite.function.TimeRange;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.Sql;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The names of tags, their values, and the series that have them: all by name. */
public final class SelectTags {
  /** A value, and how many series have it. */
  public record TagValue(String value, long count) {}

  /**
   * Which tags or values.
   *
   * @param expressions what the series are like; none for all
   * @param range in which the series have points, when given
   * @param regex which the beginning of the text matches; empty for any
   * @param prefix that the text has
   */
  public record Wanted(
      List<TagExpression> expressions, Optional<TimeRange> range, String regex, String prefix) {
    public Wanted {
      expressions = List.copyOf(expressions);
    }

    String rows() {
      return "series_index WHERE " + SeriesTags.condition(expressions, range.stream().toList());
    }

    String texts(String column) {
      String matches =
          regex.isEmpty() ? "" : " AND " + SeriesTags.match(column, TagExpression.anchored(regex));
      String starts = prefix.isEmpty() ? "" : " AND startsWith(%s, %s)".formatted(column, text());
      return column + " != ''" + matches + starts;
    }

    private String text() {
      return Sql.literal(prefix);
    }
  }

  private final ClickHouse clickHouse;

  public SelectTags(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  public List<String> names(Wanted wanted, int limit) {
    return clickHouse.query(
        """
        SELECT tag
        FROM (
          SELECT DISTINCT arrayJoin(%s) AS tag
          FROM (SELECT DISTINCT event, dimension_set, statistic FROM %s)
        )
        WHERE %s
        ORDER BY tag
        LIMIT {limit:UInt32}"""
            .formatted(SeriesTags.NAMES, wanted.rows(), wanted.texts("tag")),
        Map.of("limit", limit),
        row -> row.string("tag"));
  }

  public List<String> values(String tag, Wanted wanted, int limit) {
    return clickHouse.query(
        """
        SELECT DISTINCT value
        FROM (SELECT %s AS value FROM %s)
        WHERE %s
        ORDER BY value
        LIMIT {limit:UInt32}"""
            .formatted(SeriesTags.value(tag), wanted.rows(), wanted.texts("value")),
        Map.of("limit", limit),
        row -> row.string("value"));
  }

  public List<TagValue> countedValues(String tag, Wanted wanted, int limit) {
    return clickHouse.query(
        """
        SELECT value, uniqExact(series) AS count
        FROM (SELECT path AS series, %s AS value FROM %s)
        WHERE %s
        GROUP BY value
        ORDER BY value
        LIMIT {limit:UInt32}"""
            .formatted(SeriesTags.value(tag), wanted.rows(), wanted.texts("value")),
        Map.of("limit", limit),
        row -> new TagValue(row.string("value"), row.int64("count")));
  }

  public List<String> paths(Wanted wanted, int limit) {
    return clickHouse.query(
        "SELECT DISTINCT path FROM %s ORDER BY path LIMIT {limit:UInt32}".formatted(wanted.rows()),
        Map.of("limit", limit),
        row -> row.string("path"));
  }
}
