package dev.tally.aggregator.plan;

import dev.tally.edl.model.Aggregate;
import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.DimensionSet;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Filter;
import dev.tally.edl.model.Metric;
import dev.tally.edl.model.Weight;
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

  ScanPlan build(List<Metric> all) {
    List<Metric> metrics = all.stream().filter(metric -> !metric.isDerived()).toList();
    List<DimensionSet> sets =
        metrics.stream().flatMap(m -> m.seriesSets().stream()).distinct().toList();
    sets.stream().flatMap(set -> set.attributes().stream()).forEach(this::dimension);
    List<PlannedMetric> planned = metrics.stream().map(this::plan).toList();
    return new ScanPlan(
        type.name(),
        resolution,
        dimensions.names(),
        sets.stream().map(this::grouped).toList(),
        planned,
        all.stream().filter(Metric::isDerived).toList(),
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
      case Aggregate.Count count -> always(metric, "count", count(filter));
      case Aggregate.WeightedCount count ->
          always(metric, "sum", weights(weight(count.weight()), filter));
      case Aggregate.Sum sum -> always(metric, "sum", number("sum", sum.field(), filter));
      case Aggregate.WeightedSum sum -> always(metric, "sum", weightedSum(sum, filter));
      case Aggregate.Avg avg -> average(metric, avg.field(), filter);
      case Aggregate.Stddev stddev -> stddev(metric, stddev.field(), filter);
      case Aggregate.Min min ->
          ofValues(metric, "min", number("min", min.field(), filter), min.field());
      case Aggregate.Max max ->
          ofValues(metric, "max", number("max", max.field(), filter), max.field());
      case Aggregate.Uniq uniq -> always(metric, "uniq", texts("uniq", uniq.field(), filter));
      case Aggregate.UniqExact uniq ->
          always(metric, "uniq_exact", texts("uniqExact", uniq.field(), filter));
      case Aggregate.TopK top ->
          ofValues(metric, "count", values(top.field(), filter), top.field());
      case Aggregate.Histogram histogram ->
          ofValues(metric, "histogram", histogram(histogram, filter), histogram.field());
      case Aggregate.Quantiles quantiles ->
          ofValues(
              metric,
              "quantiles",
              state("quantilesTDigest", "(0.5)", quantiles.field(), filter),
              quantiles.field());
      case Aggregate.First first ->
          ofValues(metric, "first", end("argMin", first.field(), filter), first.field());
      case Aggregate.Last last ->
          ofValues(metric, "last", end("argMax", last.field(), filter), last.field());
      case Aggregate.Derived derived ->
          throw new IllegalArgumentException(derived + " has no states of its own");
    };
  }

  private PlannedMetric average(Metric metric, String field, Optional<String> filter) {
    Map<String, String> columns = new LinkedHashMap<>();
    columns.put("count", values(field, filter));
    columns.put("sum", number("sum", field, filter));
    return ofValues(metric, columns, field);
  }

  private PlannedMetric stddev(Metric metric, String field, Optional<String> filter) {
    Map<String, String> columns = new LinkedHashMap<>();
    columns.put("count", values(field, filter));
    columns.put("variance", state("varPopStable", "", field, filter));
    return ofValues(metric, columns, field);
  }

  private String texts(String function, String field, Optional<String> filter) {
    String text = rows.name("CAST(ifNull(" + AttributeSql.text(find(field)) + ", ''), 'String')");
    return states.name("%sStateIf(%s, %s)".formatted(function, text, present(field, filter)));
  }

  /** Each bound's count is a plain column of the scan; they are put together as a state. */
  private String histogram(Aggregate.Histogram histogram, Optional<String> filter) {
    String value = value(histogram.field());
    String present = present(histogram.field(), filter);
    List<String> counts = new ArrayList<>();
    for (double bound : histogram.bounds()) {
      counts.add(states.name("countIf(%s AND %s <= %s)".formatted(present, value, bound)));
    }
    counts.add(values(histogram.field(), filter));
    return "CAST((%s, [%s]), 'Tuple(Array(Float64), Array(UInt64))')"
        .formatted(MergedValues.bounds(histogram.bounds()), String.join(", ", counts));
  }

  private String weights(String weight, Optional<String> filter) {
    return states.name(
        filter
            .map(condition -> "sumIf(" + weight + ", " + condition + ")")
            .orElse("sum(" + weight + ")"));
  }

  private String weightedSum(Aggregate.WeightedSum sum, Optional<String> filter) {
    return states.name(
        "sumIf(%s * %s, %s)"
            .formatted(value(sum.field()), weight(sum.weight()), present(sum.field(), filter)));
  }

  /** See {@link Weight}. */
  private String weight(Weight weight) {
    String said = "ifNull(" + AttributeSql.number(find(weight.attribute())) + ", 1)";
    return rows.name(
        switch (weight.kind()) {
          case FACTOR -> "if(isFinite(%1$s) AND %1$s >= 0, %1$s, 1)".formatted(said);
          case PROBABILITY ->
              "if(%1$s > 0 AND %1$s <= 1 AND isFinite(1 / %1$s), 1 / %1$s, 1)".formatted(said);
        });
  }

  /** Every group has a point, if only 0. */
  private static PlannedMetric always(Metric metric, String column, String state) {
    return new PlannedMetric(metric, Map.of(column, state), Optional.empty(), "1");
  }

  /** Only groups with values have points. */
  private PlannedMetric ofValues(Metric metric, String column, String state, String field) {
    return ofValues(metric, Map.of(column, state), field);
  }

  private PlannedMetric ofValues(Metric metric, Map<String, String> states, String field) {
    Optional<String> filter = metric.filter().map(this::condition);
    return new PlannedMetric(
        metric, states, Optional.of(values(field, filter)), present(field, filter));
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
