package dev.tally.aggregator.plan;

import dev.tally.edl.model.Aggregate;
import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.DimensionSet;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Filter;
import dev.tally.edl.model.Metric;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.storage.view.AttributeSql;
import dev.tally.storage.view.FilterSql;
import dev.tally.storage.view.LatestEvents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Collects the columns of one scan: each dimension, value, condition and state is computed once,
 * however many metrics share it.
 */
final class ScanBuilder {
  private final EventType type;
  private final Duration resolution;
  private final Columns dimensions = new Columns("d");
  private final Columns rows = new Columns("v");
  private final Columns states = new Columns("s");

  ScanBuilder(EventType type, Duration resolution) {
    this.type = type;
    this.resolution = resolution;
  }

  ScanPlan build(List<Metric> metrics) {
    List<DimensionSet> sets =
        metrics.stream().flatMap(m -> m.dimensionSets().stream()).distinct().toList();
    sets.stream().flatMap(set -> set.attributes().stream()).forEach(this::dimension);
    List<PlannedMetric> planned = metrics.stream().map(this::plan).toList();
    return new ScanPlan(
        type.name(),
        resolution,
        dimensions.names(),
        sets.stream().map(this::grouped).toList(),
        planned,
        inner(),
        outer(),
        LatestEvents.key(type));
  }

  private String dimension(String attribute) {
    return dimensions.name(
        "toLowCardinality(ifNull(" + AttributeSql.text(find(attribute)) + ", ''))");
  }

  private GroupedSet grouped(DimensionSet set) {
    List<String> columns = set.attributes().stream().map(this::dimension).toList();
    long groupedOut = 0;
    for (String name : dimensions.names()) {
      groupedOut = groupedOut << 1 | (columns.contains(name) ? 0 : 1);
    }
    return new GroupedSet(set, columns, groupedOut);
  }

  private PlannedMetric plan(Metric metric) {
    Optional<String> filter = metric.filter().map(this::condition);
    return switch (metric.aggregate()) {
      case Aggregate.Count count ->
          planned(metric, Map.of("count", count(filter)), Optional.empty());
      case Aggregate.Sum sum ->
          planned(metric, Map.of("sum", number("sum", sum.field(), filter)), Optional.empty());
      case Aggregate.Avg avg -> average(metric, avg.field(), filter);
      case Aggregate.Min min ->
          planned(
              metric,
              Map.of("min", number("min", min.field(), filter)),
              Optional.of(values(min.field(), filter)));
      case Aggregate.Max max ->
          planned(
              metric,
              Map.of("max", number("max", max.field(), filter)),
              Optional.of(values(max.field(), filter)));
      case Aggregate.Uniq uniq -> uniq(metric, uniq.field(), filter);
      case Aggregate.Quantiles quantiles ->
          planned(
              metric,
              Map.of("quantiles", state("quantilesTDigest", "(0.5)", quantiles.field(), filter)),
              Optional.of(values(quantiles.field(), filter)));
      case Aggregate.First first ->
          planned(
              metric,
              Map.of("first", end("argMin", first.field(), filter)),
              Optional.of(values(first.field(), filter)));
      case Aggregate.Last last ->
          planned(
              metric,
              Map.of("last", end("argMax", last.field(), filter)),
              Optional.of(values(last.field(), filter)));
    };
  }

  private PlannedMetric average(Metric metric, String field, Optional<String> filter) {
    Map<String, String> columns = new LinkedHashMap<>();
    columns.put("count", values(field, filter));
    columns.put("sum", number("sum", field, filter));
    return planned(metric, columns, Optional.of(values(field, filter)));
  }

  private PlannedMetric uniq(Metric metric, String field, Optional<String> filter) {
    String text = rows.name("CAST(ifNull(" + AttributeSql.text(find(field)) + ", ''), 'String')");
    String state = states.name("uniqStateIf(%s, %s)".formatted(text, present(field, filter)));
    return planned(metric, Map.of("uniq", state), Optional.empty());
  }

  private static PlannedMetric planned(
      Metric metric, Map<String, String> states, Optional<String> values) {
    return new PlannedMetric(metric, states, values);
  }

  private String count(Optional<String> filter) {
    return states.name(filter.map(condition -> "countIf(" + condition + ")").orElse("count()"));
  }

  private String number(String function, String field, Optional<String> filter) {
    return states.name("%sIf(%s, %s)".formatted(function, value(field), present(field, filter)));
  }

  private String state(String function, String parameters, String field, Optional<String> filter) {
    return states.name(
        "%sStateIf%s(%s, %s)"
            .formatted(function, parameters, value(field), present(field, filter)));
  }

  private String end(String function, String field, Optional<String> filter) {
    return states.name(
        "%sStateIf(%s, time, %s)".formatted(function, value(field), present(field, filter)));
  }

  /** How many events of a group have a value that counts. */
  private String values(String field, Optional<String> filter) {
    return states.name("countIf(" + present(field, filter) + ")");
  }

  private String value(String field) {
    return rows.name("ifNull(" + AttributeSql.number(find(field)) + ", 0)");
  }

  private String present(String field, Optional<String> filter) {
    String isSet = AttributeSql.isSet(find(field));
    return rows.name(filter.map(condition -> condition + " AND " + isSet).orElse(isSet));
  }

  private String condition(Filter filter) {
    return rows.name("(" + FilterSql.condition(type, filter) + ")");
  }

  private Attribute find(String attribute) {
    return type.attribute(attribute)
        .orElseThrow(
            () ->
                new TallyException(
                    ErrorCode.INTERNAL,
                    "event type %s: a metric names the attribute '%s', which it does not have"
                        .formatted(type.name(), attribute)));
  }

  private List<String> inner() {
    List<String> columns = new ArrayList<>();
    columns.add(Buckets.start(resolution) + " AS bucket");
    columns.add("time");
    columns.addAll(dimensions.definitions());
    columns.addAll(rows.definitions());
    return columns;
  }

  private List<String> outer() {
    List<String> columns = new ArrayList<>();
    columns.add("bucket");
    columns.add(
        dimensions.names().isEmpty()
            ? "toUInt64(0) AS grouped_out"
            : "grouping(" + String.join(", ", dimensions.names()) + ") AS grouped_out");
    columns.addAll(dimensions.names());
    columns.addAll(states.definitions());
    return columns;
  }

  /** Expressions under short names, each once. */
  private static final class Columns {
    private final String prefix;
    private final Map<String, String> names = new LinkedHashMap<>();

    Columns(String prefix) {
      this.prefix = prefix;
    }

    String name(String expression) {
      return names.computeIfAbsent(expression, e -> prefix + names.size());
    }

    List<String> names() {
      return List.copyOf(names.values());
    }

    List<String> definitions() {
      return names.entrySet().stream().map(e -> e.getKey() + " AS " + e.getValue()).toList();
    }
  }
}
