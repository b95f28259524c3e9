package dev.tally.aggregator.plan;

import dev.tally.edl.model.Aggregate;
import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.AttributeType;
import dev.tally.edl.model.DimensionSet;
import dev.tally.edl.model.EnumType;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Filter;
import dev.tally.edl.model.Metric;
import dev.tally.edl.model.Weight;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.storage.view.AttributeSql;
import dev.tally.storage.view.EventOrder;
import dev.tally.storage.view.FilterSql;
import dev.tally.storage.view.LatestEvents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Collects the columns of one scan: each dimension, value, condition and state is computed once,
 * however many metrics share it.
 */
final class ScanBuilder {
  private static final String MERGE_STATE = "MergeState(%s)";

  private final EventType type;
  private final Collection<Duration> resolutions;
  private final Columns buckets = new Columns("b");
  private final Columns dimensions = new Columns("d");
  private final Columns rows = new Columns("v");
  private final Map<String, ScannedState> states = new LinkedHashMap<>();

  /**
   * @param resolutions of those that a metric declares, these are planned
   */
  ScanBuilder(EventType type, Collection<Duration> resolutions) {
    this.type = type;
    this.resolutions = List.copyOf(resolutions);
  }

  ScanPlan build() {
    List<Scanned> scanned =
        type.metrics().stream().filter(m -> !m.isDerived()).flatMap(this::scanned).toList();
    scanned.stream().map(Scanned::base).distinct().sorted().forEach(this::bucket);
    List<BucketSet> sets = scanned.stream().flatMap(Scanned::sets).distinct().toList();
    sets.stream().flatMap(set -> set.set().attributes().stream()).forEach(this::dimension);
    List<PlannedMetric> planned = scanned.stream().map(this::plan).toList();
    List<GroupedSet> groupedSets = sets.stream().map(this::grouped).toList();
    return new ScanPlan(
        type.name(),
        buckets.names(),
        dimensions.names(),
        groupedSets,
        planned,
        derived(),
        inner(),
        List.copyOf(states.values()),
        LatestEvents.key(type),
        capped(groupedSets));
  }

  private List<CappedDimension> capped(List<GroupedSet> sets) {
    return sets.stream()
        .flatMap(set -> set.dimensionSet().attributes().stream())
        .distinct()
        .map(this::find)
        .filter(attribute -> attribute.type() != AttributeType.BOOL)
        .map(attribute -> capped(attribute, sets))
        .toList();
  }

  /** By the set with the fewest attributes: it has the fewest rows. */
  private CappedDimension capped(Attribute attribute, List<GroupedSet> sets) {
    GroupedSet smallest =
        sets.stream()
            .filter(set -> set.dimensionSet().attributes().contains(attribute.name()))
            .min(Comparator.comparingInt(set -> set.columns().size()))
            .orElseThrow();
    return new CappedDimension(
        attribute.name(),
        dimension(attribute.name()),
        smallest.groupedOut(),
        attribute.valuesMax(),
        attribute
            .enumType()
            .filter(type -> attribute.maxValues() == 0)
            .map(type -> type.values().stream().map(EnumType.Value::name).toList())
            .orElse(List.of()));
  }

  private List<Metric> derived() {
    return type.metrics().stream()
        .filter(Metric::isDerived)
        .filter(metric -> metric.resolutions().stream().anyMatch(resolutions::contains))
        .toList();
  }

  /** A metric by one of its bases: nearly always its finest resolution. */
  private record Scanned(Metric metric, Rungs rungs) {
    Duration base() {
      return rungs.base();
    }

    Stream<BucketSet> sets() {
      return metric.seriesSets().stream().map(set -> new BucketSet(set, base()));
    }
  }

  private record BucketSet(DimensionSet set, Duration resolution) {}

  private Stream<Scanned> scanned(Metric metric) {
    return Rungs.of(Planner.resolutions(type, metric).filter(resolutions::contains).toList())
        .stream()
        .map(rungs -> new Scanned(metric, rungs));
  }

  private String bucket(Duration resolution) {
    return buckets.name(Buckets.start(resolution));
  }

  private String dimension(String attribute) {
    return dimensions.name("toLowCardinality(" + AttributeSql.textOrDefault(find(attribute)) + ")");
  }

  private GroupedSet grouped(BucketSet bucketSet) {
    String bucket = bucket(bucketSet.resolution());
    List<String> columns = bucketSet.set().attributes().stream().map(this::dimension).toList();
    long groupedOut = 0;
    for (String name : ScanPlan.grouped(buckets.names(), dimensions.names())) {
      groupedOut = groupedOut << 1 | (columns.contains(name) || name.equals(bucket) ? 0 : 1);
    }
    return new GroupedSet(bucketSet.set(), bucketSet.resolution(), bucket, columns, groupedOut);
  }

  private PlannedMetric plan(Scanned metric) {
    States states = plan(metric.metric());
    return new PlannedMetric(
        metric.metric(),
        metric.base(),
        metric.rungs().merged(),
        states.columns(),
        states.values(),
        states.condition());
  }

  /** See {@link PlannedMetric}. */
  private record States(Map<String, String> columns, Optional<String> values, String condition) {}

  private States plan(Metric metric) {
    Optional<String> filter = metric.filter().map(this::condition);
    return switch (metric.aggregate()) {
      case Aggregate.Count count -> always("count", count(filter));
      case Aggregate.WeightedCount count -> always("sum", weights(weight(count.weight()), filter));
      case Aggregate.Sum sum -> always("sum", sum(sum.field(), filter));
      case Aggregate.WeightedSum sum -> always("sum", weightedSum(sum, filter));
      case Aggregate.Avg avg -> average(avg.field(), filter);
      case Aggregate.Stddev stddev -> stddev(stddev.field(), filter);
      case Aggregate.Min min ->
          ofValues(filter, "min", extreme("min", min.field(), filter), min.field());
      case Aggregate.Max max ->
          ofValues(filter, "max", extreme("max", max.field(), filter), max.field());
      case Aggregate.Uniq uniq -> always("uniq", texts("uniq", uniq.field(), filter));
      case Aggregate.UniqExact uniq ->
          always("uniq_exact", texts("uniqExact", uniq.field(), filter));
      case Aggregate.TopK top ->
          ofValues(filter, "count", values(top.field(), filter), top.field());
      case Aggregate.Histogram histogram ->
          ofValues(filter, "histogram", histogram(histogram, filter), histogram.field());
      case Aggregate.Quantiles quantiles ->
          ofValues(
              filter,
              "quantiles",
              state("quantilesTDigest", "(0.5)", quantiles.field(), filter),
              quantiles.field());
      case Aggregate.First first ->
          ofValues(filter, "first", end("argMin", first.field(), filter), first.field());
      case Aggregate.Last last ->
          ofValues(filter, "last", end("argMax", last.field(), filter), last.field());
      case Aggregate.Candle candle -> candle(candle, filter);
      case Aggregate.Derived derived ->
          throw new IllegalArgumentException(derived + " has no states of its own");
    };
  }

  private States average(String field, Optional<String> filter) {
    Map<String, String> columns = new LinkedHashMap<>();
    columns.put("count", values(field, filter));
    columns.put("sum", sum(field, filter));
    return ofValues(filter, columns, field);
  }

  private States stddev(String field, Optional<String> filter) {
    Map<String, String> columns = new LinkedHashMap<>();
    columns.put("count", values(field, filter));
    columns.put("variance", state("varPopStable", "", field, filter));
    return ofValues(filter, columns, field);
  }

  private States candle(Aggregate.Candle candle, Optional<String> filter) {
    String field = candle.field();
    Map<String, String> columns = new LinkedHashMap<>();
    columns.put("first", ordered("argMin", field, filter));
    columns.put("last", ordered("argMax", field, filter));
    columns.put("min", extreme("min", field, filter));
    columns.put("max", extreme("max", field, filter));
    columns.put("count", values(field, filter));
    columns.put(
        "sum",
        candle
            .volume()
            .map(v -> sum("sumIf(%s, %s)".formatted(value(v), present(field, filter))))
            .orElse("toFloat64(0)"));
    return ofValues(filter, columns, field);
  }

  private String ordered(String function, String field, Optional<String> filter) {
    return column(
        "%sStateIf(%s, %s, %s)"
            .formatted(function, value(field), rows.name(EventOrder.SQL), present(field, filter)),
        function + MERGE_STATE);
  }

  private String texts(String function, String field, Optional<String> filter) {
    String text = rows.name("CAST(" + AttributeSql.textOrDefault(find(field)) + ", 'String')");
    return column(
        "%sStateIf(%s, %s)".formatted(function, text, present(field, filter)),
        function + MERGE_STATE);
  }

  /** Each bound's count is a plain column of the scan; they are put together as a state. */
  private String histogram(Aggregate.Histogram histogram, Optional<String> filter) {
    String value = value(histogram.field());
    String present = present(histogram.field(), filter);
    List<String> counts = new ArrayList<>();
    for (double bound : histogram.bounds()) {
      counts.add(sum("countIf(%s AND %s <= %s)".formatted(present, value, bound)));
    }
    counts.add(values(histogram.field(), filter));
    return "CAST((%s, [%s]), 'Tuple(Array(Float64), Array(UInt64))')"
        .formatted(MergedValues.bounds(histogram.bounds()), String.join(", ", counts));
  }

  private String weights(String weight, Optional<String> filter) {
    return sum(
        filter
            .map(condition -> "sumIf(" + weight + ", " + condition + ")")
            .orElse("sum(" + weight + ")"));
  }

  private String weightedSum(Aggregate.WeightedSum sum, Optional<String> filter) {
    return sum(
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
  private static States always(String column, String state) {
    return new States(Map.of(column, state), Optional.empty(), "1");
  }

  /** Only groups with values have points. */
  private States ofValues(Optional<String> filter, String column, String state, String field) {
    return ofValues(filter, Map.of(column, state), field);
  }

  private States ofValues(Optional<String> filter, Map<String, String> columns, String field) {
    return new States(columns, Optional.of(values(field, filter)), present(field, filter));
  }

  private String count(Optional<String> filter) {
    return sum(filter.map(condition -> "countIf(" + condition + ")").orElse("count()"));
  }

  private String sum(String field, Optional<String> filter) {
    return sum("sumIf(%s, %s)".formatted(value(field), present(field, filter)));
  }

  /** NULL where a group has no value, or it would be taken for one. */
  private String extreme(String function, String field, Optional<String> filter) {
    return column(
        "%sOrNullIf(%s, %s)".formatted(function, value(field), present(field, filter)),
        function + "(%s)");
  }

  private String state(String function, String parameters, String field, Optional<String> filter) {
    return column(
        "%sStateIf%s(%s, %s)".formatted(function, parameters, value(field), present(field, filter)),
        function + "MergeState" + parameters + "(%s)");
  }

  private String end(String function, String field, Optional<String> filter) {
    return column(
        "%sStateIf(%s, time, %s)".formatted(function, value(field), present(field, filter)),
        function + MERGE_STATE);
  }

  /** How many events of a group have a value that counts. */
  private String values(String field, Optional<String> filter) {
    return sum("countIf(" + present(field, filter) + ")");
  }

  /** Of counts and sums. */
  private String sum(String expression) {
    return column(expression, "sum(%s)");
  }

  /** See {@link ScannedState}. */
  private String column(String expression, String merge) {
    return states
        .computeIfAbsent(expression, e -> new ScannedState("s" + states.size(), e, merge))
        .name();
  }

  private String value(String field) {
    return rows.name(AttributeSql.numberOrZero(find(field)));
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
    columns.add("time");
    columns.addAll(buckets.definitions());
    columns.addAll(dimensions.definitions());
    columns.addAll(rows.definitions());
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
