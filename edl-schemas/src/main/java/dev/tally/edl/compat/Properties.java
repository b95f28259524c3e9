package dev.tally.edl.compat;

import dev.tally.edl.model.Aggregate;
import dev.tally.edl.model.AlertRule;
import dev.tally.edl.model.AlertRule.Detection;
import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.AttributeType;
import dev.tally.edl.model.Delivery;
import dev.tally.edl.model.DimensionClass;
import dev.tally.edl.model.DimensionSet;
import dev.tally.edl.model.Durations;
import dev.tally.edl.model.Entity;
import dev.tally.edl.model.EnumType;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Filter;
import dev.tally.edl.model.Metric;
import dev.tally.edl.model.PiiClass;
import dev.tally.edl.model.Presence;
import dev.tally.edl.model.Retention;
import dev.tally.edl.model.Rules;
import dev.tally.edl.model.Shape;
import dev.tally.edl.model.TimeBounds;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The properties of the model's elements as text, by EDL's names for them. Records are taken apart
 * by patterns, so that a component that is added to the model does not compile here until it is
 * told of.
 */
final class Properties {
  private Properties() {}

  /** Without attributes, metrics and alerts, but with their order. */
  static Map<String, String> of(EventType type) {
    return switch (type) {
      case EventType(
              String name,
              String description,
              String owner,
              Duration rawRetention,
              Delivery delivery,
              List<String> dedupKey,
              List<Attribute> attributes,
              List<Metric> metrics,
              List<AlertRule> alerts,
              TimeBounds timeBounds,
              Optional<Entity> entity,
              List<Retention> retention) -> {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("name", name);
        properties.put("description", description);
        properties.put("owner", owner);
        properties.put("raw_retention", Durations.format(rawRetention));
        properties.put("delivery", delivery.name());
        properties.put("dedup_key", ModelText.list(dedupKey));
        properties.put("max_age", ModelText.duration(timeBounds.maxAge()));
        properties.put("max_ahead", ModelText.duration(timeBounds.maxAhead()));
        properties.put("entity_key", entity.map(Entity::name).orElse(""));
        properties.put(
            "entity_deleted", entity.flatMap(Entity::deleted).map(ModelText::filter).orElse(""));
        properties.put("retention", ModelText.retention(retention));
        yield properties;
      }
    };
  }

  /** Without the constants of its enum. */
  static Map<String, String> of(Attribute attribute) {
    return switch (attribute) {
      case Attribute(
              String name,
              List<Integer> path,
              AttributeType type,
              Shape shape,
              Presence presence,
              Optional<EnumType> enumType,
              DimensionClass dimension,
              PiiClass pii,
              String unit,
              int scale,
              boolean eventTime,
              boolean deprecated,
              String description,
              Rules rules,
              int maxValues,
              int elementDepth,
              boolean wrapped) -> {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("name", name);
        properties.put(
            "number", path.stream().map(String::valueOf).collect(Collectors.joining(".")));
        properties.put("type", ModelText.type(attribute));
        properties.put("shape", ModelText.lower(shape));
        properties.put("required", Boolean.toString(presence == Presence.REQUIRED));
        properties.put("dimension", dimension.name());
        properties.put("pii", pii.name());
        properties.put("unit", unit);
        properties.put("scale", Integer.toString(scale));
        properties.put("event_time", Boolean.toString(eventTime));
        properties.put("deprecated", Boolean.toString(deprecated));
        properties.put("description", description);
        properties.put("rules", ModelText.rules(rules));
        properties.put("max_values", maxValues == 0 ? "" : Integer.toString(maxValues));
        properties.put("element_depth", elementDepth == 0 ? "" : Integer.toString(elementDepth));
        properties.put("wrapped", Boolean.toString(wrapped));
        yield properties;
      }
    };
  }

  static Map<String, String> of(EnumType.Value value) {
    return switch (value) {
      case EnumType.Value(String name, int number, String description) -> {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("name", name);
        properties.put("number", Integer.toString(number));
        properties.put("description", description);
        yield properties;
      }
    };
  }

  static Map<String, String> of(Metric metric) {
    return switch (metric) {
      case Metric(
              String name,
              String description,
              Aggregate aggregate,
              Optional<Filter> filter,
              List<DimensionSet> dimensionSets,
              List<Duration> resolutions,
              List<Duration> windows,
              String unit) -> {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("name", name);
        properties.put("description", description);
        properties.put("aggregate", ModelText.aggregate(aggregate));
        properties.put("filter", filter.map(ModelText::filter).orElse(""));
        properties.put(
            "by",
            dimensionSets.stream()
                .filter(set -> !set.equals(DimensionSet.OVERALL))
                .map(DimensionSet::key)
                .collect(Collectors.joining("; ")));
        properties.put("resolution", ModelText.durations(resolutions));
        properties.put("windows", ModelText.durations(windows));
        properties.put("unit", unit);
        yield properties;
      }
    };
  }

  static Map<String, String> of(AlertRule alert) {
    return switch (alert) {
      case AlertRule(
              String name,
              String metric,
              String statistic,
              DimensionSet dimensionSet,
              Duration resolution,
              Detection detection,
              AlertRule.Severity severity,
              List<String> notifiers,
              int forPoints) -> {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("name", name);
        properties.put("metric", metric);
        properties.put("statistic", statistic);
        properties.put("by", dimensionSet.key());
        properties.put("resolution", Durations.format(resolution));
        properties.put("detection", ModelText.detection(detection));
        properties.put("severity", severity.name());
        properties.put("notify", ModelText.list(notifiers));
        properties.put("for_points", Integer.toString(forPoints));
        yield properties;
      }
    };
  }
}
