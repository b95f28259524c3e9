package dev.tally.aggregator.impact;

import dev.tally.edl.model.Aggregate;
import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.DimensionSet;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Filter;
import dev.tally.edl.model.Metric;
import dev.tally.edl.model.Weight;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How raw rows call the attributes of a proposed event type. One that is renamed, and so keeps its
 * number, is in today's rows under its old name: what will be counted of the new name is counted of
 * the old one.
 */
final class StoredNames {
  private final Optional<EventType> before;
  private final Optional<EventType> after;

  /** By the new name; only of those that are renamed. */
  private final Map<String, String> renamed = new HashMap<>();

  StoredNames(ChangedType type) {
    before = type.before();
    after = type.after();
    after.ifPresent(now -> now.attributes().forEach(this::match));
  }

  private void match(Attribute attribute) {
    boolean isNew = before.flatMap(type -> type.attribute(attribute.name())).isEmpty();
    if (isNew) {
      before.stream()
          .flatMap(type -> type.attributes().stream())
          .filter(old -> old.path().equals(attribute.path()) && old.shape() == attribute.shape())
          .filter(old -> after.flatMap(type -> type.attribute(old.name())).isEmpty())
          .findFirst()
          .ifPresent(old -> renamed.put(attribute.name(), old.name()));
    }
  }

  String of(String attribute) {
    return renamed.getOrDefault(attribute, attribute);
  }

  boolean isRenamed(String attribute) {
    return renamed.containsKey(attribute);
  }

  /** Whether today's rows can have it. */
  boolean isKnown(String attribute) {
    return before.flatMap(type -> type.attribute(of(attribute))).isPresent();
  }

  /**
   * The attributes of both sides as today's rows have them: a dimension that is none yet is where
   * it was.
   */
  List<Attribute> attributes() {
    Map<String, Attribute> stored = new LinkedHashMap<>();
    before.ifPresent(type -> type.attributes().forEach(old -> stored.put(old.name(), old)));
    after.ifPresent(
        type ->
            type.attributes()
                .forEach(
                    now -> {
                      Attribute named = named(now, of(now.name()));
                      stored.merge(
                          named.name(),
                          named,
                          (old, is) ->
                              old.type() == is.type() && old.shape() == is.shape() ? old : is);
                    }));
    return List.copyOf(stored.values());
  }

  private static Attribute named(Attribute attribute, String name) {
    return new Attribute(
        name,
        attribute.path(),
        attribute.type(),
        attribute.shape(),
        attribute.presence(),
        attribute.enumType(),
        attribute.dimension(),
        attribute.pii(),
        attribute.unit(),
        attribute.scale(),
        attribute.eventTime(),
        attribute.deprecated(),
        attribute.description(),
        attribute.rules(),
        attribute.maxValues(),
        attribute.elementDepth(),
        attribute.wrapped());
  }

  /** A proposed metric, of the names that rows have. */
  Metric metric(Metric metric, String name) {
    return new Metric(
        name,
        metric.description(),
        aggregate(metric.aggregate()),
        metric.filter().map(this::filter),
        metric.dimensionSets().stream().map(this::set).toList(),
        metric.resolutions(),
        metric.windows(),
        metric.unit());
  }

  DimensionSet set(DimensionSet set) {
    return new DimensionSet(set.attributes().stream().map(this::of).toList());
  }

  private Filter filter(Filter filter) {
    return switch (filter) {
      case Filter.And(List<Filter> terms) ->
          new Filter.And(terms.stream().map(this::filter).toList());
      case Filter.Or(List<Filter> terms) ->
          new Filter.Or(terms.stream().map(this::filter).toList());
      case Filter.Not(Filter term) -> new Filter.Not(filter(term));
      case Filter.Compare(String attribute, Filter.Operator operator, Filter.Literal literal) ->
          new Filter.Compare(of(attribute), operator, literal);
      case Filter.In(String attribute, List<Filter.Literal> literals) ->
          new Filter.In(of(attribute), literals);
    };
  }

  private Weight weight(Weight weight) {
    return new Weight(of(weight.attribute()), weight.kind());
  }

  private Aggregate aggregate(Aggregate aggregate) {
    return switch (aggregate) {
      case Aggregate.Count count -> count;
      case Aggregate.WeightedCount(Weight weight) -> new Aggregate.WeightedCount(weight(weight));
      case Aggregate.Sum(String field) -> new Aggregate.Sum(of(field));
      case Aggregate.WeightedSum(String field, Weight weight) ->
          new Aggregate.WeightedSum(of(field), weight(weight));
      case Aggregate.Avg(String field) -> new Aggregate.Avg(of(field));
      case Aggregate.Stddev(String field, boolean isSample) ->
          new Aggregate.Stddev(of(field), isSample);
      case Aggregate.Min(String field) -> new Aggregate.Min(of(field));
      case Aggregate.Max(String field) -> new Aggregate.Max(of(field));
      case Aggregate.Uniq(String field) -> new Aggregate.Uniq(of(field));
      case Aggregate.UniqExact(String field) -> new Aggregate.UniqExact(of(field));
      case Aggregate.TopK(String field, int k) -> new Aggregate.TopK(of(field), k);
      case Aggregate.Histogram(String field, List<Double> bounds) ->
          new Aggregate.Histogram(of(field), bounds);
      case Aggregate.Quantiles(String field, List<Double> levels) ->
          new Aggregate.Quantiles(of(field), levels);
      case Aggregate.First(String field) -> new Aggregate.First(of(field));
      case Aggregate.Last(String field) -> new Aggregate.Last(of(field));
      case Aggregate.Candle(String field, Optional<String> volume) ->
          new Aggregate.Candle(of(field), volume.map(this::of));
      case Aggregate.Derived derived -> derived; // names metrics
    };
  }
}
