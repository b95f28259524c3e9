package dev.tally.edl.registry;

import dev.tally.edl.model.Aggregate;
import dev.tally.edl.model.AlertRule;
import dev.tally.edl.model.AlertRule.Detection;
import dev.tally.edl.model.Attribute;
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
import dev.tally.edl.model.Rule;
import dev.tally.edl.model.Rules;
import dev.tally.edl.model.Shape;
import dev.tally.edl.model.TimeBounds;
import dev.tally.edl.model.Weight;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Model to JSON. The order of the statements here is the order of the properties. */
final class EventTypeEncoder {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private EventTypeEncoder() {}

  static ObjectNode eventType(EventType type) {
    ObjectNode node = JSON.objectNode();
    node.put("name", type.name());
    putText(node, "description", type.description());
    node.put("owner", type.owner());
    node.put("rawRetention", Durations.format(type.rawRetention()));
    putConstant(node, "delivery", type.delivery(), Delivery.AT_LEAST_ONCE);
    putList(node, "dedupKey", type.dedupKey(), JSON::stringNode);
    putList(node, "attributes", type.attributes(), EventTypeEncoder::attribute);
    putList(node, "metrics", type.metrics(), EventTypeEncoder::metric);
    putList(node, "alerts", type.alerts(), EventTypeEncoder::alert);
    if (!type.timeBounds().equals(TimeBounds.NONE)) {
      node.set("timeBounds", timeBounds(type.timeBounds()));
    }
    type.entity().ifPresent(entity -> node.set("entity", entity(entity)));
    putList(node, "retention", type.retention(), EventTypeEncoder::retention);
    return node;
  }

  private static ObjectNode retention(Retention retention) {
    ObjectNode node = JSON.objectNode();
    node.set("resolution", duration(retention.resolution()));
    retention.states().ifPresent(kept -> node.set("states", duration(kept)));
    retention.series().ifPresent(kept -> node.set("series", duration(kept)));
    return node;
  }

  private static ObjectNode timeBounds(TimeBounds bounds) {
    ObjectNode node = JSON.objectNode();
    bounds.maxAge().ifPresent(age -> node.set("maxAge", duration(age)));
    bounds.maxAhead().ifPresent(ahead -> node.set("maxAhead", duration(ahead)));
    return node;
  }

  private static ObjectNode entity(Entity entity) {
    ObjectNode node = JSON.objectNode();
    putList(node, "key", entity.key(), JSON::stringNode);
    entity.deleted().ifPresent(deleted -> node.set("deleted", filter(deleted)));
    return node;
  }

  private static ObjectNode attribute(Attribute attribute) {
    ObjectNode node = JSON.objectNode();
    node.put("name", attribute.name());
    putList(node, "path", attribute.path(), JSON::numberNode);
    putNumber(node, "elementDepth", attribute.elementDepth(), 0);
    putFlag(node, "wrapped", attribute.wrapped());
    node.put("type", attribute.type().name());
    putConstant(node, "shape", attribute.shape(), Shape.SINGULAR);
    putConstant(node, "presence", attribute.presence(), Presence.OPTIONAL);
    attribute.enumType().ifPresent(type -> node.set("enumType", enumType(type)));
    putConstant(node, "dimension", attribute.dimension(), DimensionClass.NONE);
    putNumber(node, "maxValues", attribute.maxValues(), 0);
    putConstant(node, "pii", attribute.pii(), PiiClass.UNSPECIFIED);
    putText(node, "unit", attribute.unit());
    putNumber(node, "scale", attribute.scale(), 0);
    putFlag(node, "eventTime", attribute.eventTime());
    putFlag(node, "deprecated", attribute.deprecated());
    putText(node, "description", attribute.description());
    putConstant(node, "ruled", attribute.rules().subject(), Rules.Subject.SET);
    putList(node, "rules", attribute.rules().list(), EventTypeEncoder::rule);
    return node;
  }

  private static ObjectNode rule(Rule rule) {
    ObjectNode node = kind(rule.kind().name());
    putList(node, "operands", rule.operands(), JSON::stringNode);
    return node;
  }

  private static ObjectNode enumType(EnumType type) {
    ObjectNode node = JSON.objectNode();
    node.put("name", type.name());
    putList(node, "values", type.values(), EventTypeEncoder::enumValue);
    return node;
  }

  private static ObjectNode enumValue(EnumType.Value value) {
    ObjectNode node = JSON.objectNode();
    node.put("name", value.name());
    node.put("number", value.number());
    putText(node, "description", value.description());
    return node;
  }

  private static ObjectNode metric(Metric metric) {
    ObjectNode node = JSON.objectNode();
    node.put("name", metric.name());
    putText(node, "description", metric.description());
    node.set("aggregate", aggregate(metric.aggregate()));
    metric.filter().ifPresent(filter -> node.set("filter", filter(filter)));
    putList(node, "dimensionSets", metric.dimensionSets(), EventTypeEncoder::dimensionSet);
    putList(node, "resolutions", metric.resolutions(), EventTypeEncoder::duration);
    putList(node, "windows", metric.windows(), EventTypeEncoder::duration);
    putText(node, "unit", metric.unit());
    return node;
  }

  private static ObjectNode aggregate(Aggregate aggregate) {
    return switch (aggregate) {
      case Aggregate.Count() -> kind("count");
      case Aggregate.WeightedCount(Weight weight) -> weight(kind("count"), weight);
      case Aggregate.Sum(String field) -> kind("sum").put("field", field);
      case Aggregate.WeightedSum(String field, Weight weight) ->
          weight(kind("sum").put("field", field), weight);
      case Aggregate.Avg(String field) -> kind("avg").put("field", field);
      case Aggregate.Stddev(String field, boolean isSample) -> {
        ObjectNode node = kind("stddev").put("field", field);
        putFlag(node, "sample", isSample);
        yield node;
      }
      case Aggregate.Min(String field) -> kind("min").put("field", field);
      case Aggregate.Max(String field) -> kind("max").put("field", field);
      case Aggregate.Uniq(String field) -> kind("uniq").put("field", field);
      case Aggregate.UniqExact(String field) -> kind("uniq_exact").put("field", field);
      case Aggregate.TopK(String field, int k) -> kind("top_k").put("field", field).put("k", k);
      case Aggregate.Histogram(String field, List<Double> bounds) -> {
        ObjectNode node = kind("histogram").put("field", field);
        putList(node, "bounds", bounds, JSON::numberNode);
        yield node;
      }
      case Aggregate.Quantiles(String field, List<Double> levels) -> {
        ObjectNode node = kind("quantiles").put("field", field);
        putList(node, "levels", levels, JSON::numberNode);
        yield node;
      }
      case Aggregate.First(String field) -> kind("first").put("field", field);
      case Aggregate.Last(String field) -> kind("last").put("field", field);
      case Aggregate.Candle candle -> {
        ObjectNode node = kind("candle").put("field", candle.field());
        candle.volume().ifPresent(volume -> node.put("volume", volume));
        yield node;
      }
      case Aggregate.Ratio(String numerator, String denominator) ->
          kind("ratio").put("of", numerator).put("to", denominator);
      case Aggregate.Rate(String metric) -> kind("rate").put("of", metric);
    };
  }

  private static ObjectNode weight(ObjectNode node, Weight weight) {
    return switch (weight.kind()) {
      case FACTOR -> node.put("weight", weight.attribute());
      case PROBABILITY -> node.put("probability", weight.attribute());
    };
  }

  private static ObjectNode filter(Filter filter) {
    ObjectNode node;
    switch (filter) {
      case Filter.And(List<Filter> terms) -> {
        node = kind("and");
        putList(node, "terms", terms, EventTypeEncoder::filter);
      }
      case Filter.Or(List<Filter> terms) -> {
        node = kind("or");
        putList(node, "terms", terms, EventTypeEncoder::filter);
      }
      case Filter.Not(Filter term) -> {
        node = kind("not");
        node.set("term", filter(term));
      }
      case Filter.Compare compare -> {
        node = kind("compare");
        node.put("attribute", compare.attribute());
        node.put("operator", compare.operator().name());
        node.set("literal", literal(compare.literal()));
      }
      case Filter.In(String attribute, List<Filter.Literal> literals) -> {
        node = kind("in");
        node.put("attribute", attribute);
        putList(node, "literals", literals, EventTypeEncoder::literal);
      }
    }
    return node;
  }

  private static JsonNode literal(Filter.Literal literal) {
    return switch (literal) {
      case Filter.Literal.Text(String value) -> JSON.stringNode(value);
      case Filter.Literal.Numeric(double value) -> JSON.numberNode(value);
      case Filter.Literal.Bool(boolean value) -> JSON.booleanNode(value);
    };
  }

  private static ObjectNode alert(AlertRule alert) {
    ObjectNode node = JSON.objectNode();
    node.put("name", alert.name());
    node.put("metric", alert.metric());
    putText(node, "statistic", alert.statistic());
    putList(node, "dimensionSet", alert.dimensionSet().attributes(), JSON::stringNode);
    node.set("resolution", duration(alert.resolution()));
    node.set("detection", detection(alert.detection()));
    node.put("severity", alert.severity().name());
    putList(node, "notifiers", alert.notifiers(), JSON::stringNode);
    putNumber(node, "forPoints", alert.forPoints(), 1);
    return node;
  }

  private static ObjectNode detection(Detection detection) {
    return switch (detection) {
      case Detection.Band(AlertRule.Direction direction, double width) ->
          kind("band").put("direction", direction.name()).put("width", width);
      case Detection.Threshold threshold -> {
        ObjectNode node = kind("threshold");
        threshold.above().ifPresent(above -> node.put("above", above));
        threshold.below().ifPresent(below -> node.put("below", below));
        yield node;
      }
    };
  }

  private static JsonNode dimensionSet(DimensionSet set) {
    ArrayNode array = JSON.arrayNode();
    set.attributes().forEach(array::add);
    return array;
  }

  private static JsonNode duration(Duration duration) {
    return JSON.stringNode(Durations.format(duration));
  }

  private static ObjectNode kind(String kind) {
    return JSON.objectNode().put("kind", kind);
  }

  private static void putText(ObjectNode node, String property, String text) {
    if (!text.isEmpty()) {
      node.put(property, text);
    }
  }

  private static void putNumber(ObjectNode node, String property, int number, int neutral) {
    if (number != neutral) {
      node.put(property, number);
    }
  }

  private static void putFlag(ObjectNode node, String property, boolean flag) {
    if (flag) {
      node.put(property, true);
    }
  }

  private static <E extends Enum<E>> void putConstant(
      ObjectNode node, String property, E constant, E neutral) {
    if (constant != neutral) {
      node.put(property, constant.name());
    }
  }

  private static <T> void putList(
      ObjectNode node, String property, List<T> items, Function<T, ? extends JsonNode> encode) {
    if (!items.isEmpty()) {
      ArrayNode array = node.putArray(property);
      items.forEach(item -> array.add(encode.apply(item)));
    }
  }
}
