package dev.tally.aggregator.statement;

import dev.tally.aggregator.graphite.expression.TagExpression;
import dev.tally.aggregator.graphite.function.TimeRange;
import dev.tally.aggregator.statement.SelectIndexedSeries.IndexedSeries;
import dev.tally.edl.model.Durations;
import dev.tally.storage.Sql;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The tags of a series: {@code name} is its path, {@code event}, {@code metric}, {@code statistic}
 * and {@code resolution} say what it is of, {@code by} names the attributes of its dimension set
 * ({@code country,gender}), and each of these attributes is a tag. An attribute that has the name
 * of one of the others is the tag with an underscore behind it. What is empty is not there.
 *
 * <p>A series that carbon's clients sent is of no event type. Its tags are its dimension set, and
 * its name is its path without them.
 */
public final class SeriesTags {
  static final String NAME = "name";
  static final String EVENT = "event";
  static final String METRIC = "metric";
  static final String STATISTIC = "statistic";
  static final String RESOLUTION = "resolution";
  static final String BY = "by";

  private static final Set<String> RESERVED =
      Set.of(NAME, EVENT, METRIC, STATISTIC, RESOLUTION, BY);

  /** {@link Durations#format} in SQL. */
  private static final String RESOLUTION_TEXT =
      "multiIf(resolution % 86400 = 0, concat(toString(intDiv(resolution, 86400)), 'd'),"
          + " resolution % 3600 = 0, concat(toString(intDiv(resolution, 3600)), 'h'),"
          + " resolution % 60 = 0, concat(toString(intDiv(resolution, 60)), 'm'),"
          + " concat(toString(resolution), 's'))";

  private static final String ATTRIBUTES =
      "if(dimension_set = '', [], splitByChar(',', toString(dimension_set)))";

  /** The names of the tags that a row's series has, its dimensions whatever their values. */
  static final String NAMES =
      "arrayConcat(['name', 'resolution'], if(event = '', [], ['event', 'metric']),"
          + " if(statistic = '', [], ['statistic']), if(dimension_set = '', [], ['by']),"
          + " arrayMap(a -> if(has(%s, a), concat(a, '_'), a), %s))"
              .formatted(array(RESERVED), ATTRIBUTES);

  private SeriesTags() {}

  public static Map<String, String> of(IndexedSeries series) {
    Map<String, String> tags = new TreeMap<>();
    for (int i = 0; i < series.dimensionSet().size(); i++) {
      tags.put(tag(series.dimensionSet().get(i)), series.dimensionValues().get(i));
    }
    tags.put(NAME, name(series.path()));
    tags.put(EVENT, series.eventType());
    tags.put(METRIC, series.metric());
    tags.put(STATISTIC, series.statistic());
    tags.put(RESOLUTION, Durations.format(series.resolution()));
    tags.put(BY, String.join(",", series.dimensionSet()));
    tags.values().removeIf(String::isEmpty);
    return tags;
  }

  private static String name(String path) {
    int tags = path.indexOf(';');
    return tags < 0 ? path : path.substring(0, tags);
  }

  private static String tag(String attribute) {
    return RESERVED.contains(attribute) ? attribute + "_" : attribute;
  }

  private static String attribute(String tag) {
    String shorter = tag.endsWith("_") ? tag.substring(0, tag.length() - 1) : "";
    return RESERVED.contains(shorter) ? shorter : tag;
  }

  /** A tag of a row of {@code series_index}; empty where it is not there. */
  static String value(String tag) {
    return switch (tag) {
      case NAME -> "splitByChar(';', path)[1]";
      case EVENT -> "event";
      case METRIC -> "metric";
      case STATISTIC -> "statistic";
      case RESOLUTION -> RESOLUTION_TEXT;
      case BY -> "dimension_set";
      default ->
          "dimension_values[indexOf(%s, %s)]".formatted(ATTRIBUTES, Sql.literal(attribute(tag)));
    };
  }

  /** Rows of {@code series_index} whose tags are as wanted. */
  static String condition(Collection<TagExpression> expressions) {
    return expressions.isEmpty()
        ? "true"
        : expressions.stream().map(SeriesTags::condition).collect(Collectors.joining(" AND "));
  }

  /** And that have points in a range. */
  static String condition(Collection<TagExpression> expressions, List<TimeRange> range) {
    if (range.isEmpty()) {
      return condition(expressions);
    }
    return "path IN (SELECT path FROM series_index WHERE %s GROUP BY path HAVING %s)"
        .formatted(condition(expressions), inRange(range.getFirst()));
  }

  /** Of the rows of one path. */
  static String inRange(TimeRange range) {
    return "toUnixTimestamp(min(time_min)) < %d AND toUnixTimestamp(max(time_max)) + any(resolution) > %d"
        .formatted(range.until(), range.from());
  }

  private static String condition(TagExpression expression) {
    if (expression.tag().equals(NAME) && expression.operator() == TagExpression.Operator.EQUAL) {
      // By the primary key.
      return "(path = %s OR startsWith(path, %s))"
          .formatted(Sql.literal(expression.spec()), Sql.literal(expression.spec() + ";"));
    }
    return comparison(value(expression.tag()), expression);
  }

  /**
   * @param value of the tag, in SQL
   */
  static String comparison(String value, TagExpression expression) {
    String spec = Sql.literal(expression.spec());
    return switch (expression.operator()) {
      case EQUAL -> value + " = " + spec;
      case UNEQUAL -> value + " != " + spec;
      case MATCH -> match(value, expression.regex());
      case NO_MATCH -> "NOT " + match(value, expression.regex());
    };
  }

  /**
   * @param regex from the beginning of the value
   */
  static String match(String value, String regex) {
    return "match(%s, %s)".formatted(value, Sql.literal(regex));
  }

  private static String array(Collection<String> texts) {
    return texts.stream().sorted().map(Sql::literal).collect(Collectors.joining(", ", "[", "]"));
  }
}
