package dev.tally.edl.registry;

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
import dev.tally.edl.model.Rule;
import dev.tally.edl.model.RuleKind;
import dev.tally.edl.model.Rules;
import dev.tally.edl.model.Shape;
import dev.tally.edl.model.TimeBounds;
import dev.tally.edl.model.Weight;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** JSON to model, the counterpart of {@link EventTypeEncoder}. */
final class EventTypeDecoder {
  private EventTypeDecoder() {}

  static EventType eventType(JsonNode node) {
    return new EventType(
        text(node, "name"),
        textOrEmpty(node, "description"),
        text(node, "owner"),
        duration(node.required("rawRetention")),
        constant(node, "delivery", Delivery.AT_LEAST_ONCE),
        list(node, "dedupKey", JsonNode::stringValue),
        list(node, "attributes", EventTypeDecoder::attribute),
        list(node, "metrics", EventTypeDecoder::metric),
        list(node, "alerts", EventTypeDecoder::alert),
        node.optional("timeBounds").map(EventTypeDecoder::timeBounds).orElse(TimeBounds.NONE),
        node.optional("entity").map(EventTypeDecoder::entity),
        list(node, "retention", EventTypeDecoder::retention));
  }

  private static Entity entity(JsonNode node) {
    return new Entity(
        list(node, "key", JsonNode::stringValue),
        node.optional("deleted").map(EventTypeDecoder::filter));
  }

  private static Retention retention(JsonNode node) {
    return new Retention(
        duration(node.required("resolution")),
        node.optional("states").map(EventTypeDecoder::duration),
        node.optional("series").map(EventTypeDecoder::duration));
  }

  private static TimeBounds timeBounds(JsonNode node) {
    return new TimeBounds(
        node.optional("maxAge").map(EventTypeDecoder::duration),
        node.optional("maxAhead").map(EventTypeDecoder::duration));
  }

  private static Attribute attribute(JsonNode node) {
    return new Attribute(
        text(node, "name"),
        list(node, "path", JsonNode::intValue),
        AttributeType.valueOf(text(node, "type")),
        constant(node, "shape", Shape.SINGULAR),
        constant(node, "presence", Presence.OPTIONAL),
        node.optional("enumType").map(EventTypeDecoder::enumType),
        constant(node, "dimension", DimensionClass.NONE),
        constant(node, "pii", PiiClass.UNSPECIFIED),
        textOrEmpty(node, "unit"),
        node.path("scale").asInt(0),
        node.path("eventTime").asBoolean(false),
        node.path("deprecated").asBoolean(false),
        textOrEmpty(node, "description"),
        new Rules(
            constant(node, "ruled", Rules.Subject.SET),
            list(node, "rules", EventTypeDecoder::rule)),
        node.path("maxValues").asInt(0),
        node.path("elementDepth").asInt(0),
        node.path("wrapped").asBoolean(false));
  }

  private static Rule rule(JsonNode node) {
    return new Rule(
        RuleKind.valueOf(text(node, "kind")), list(node, "operands", JsonNode::stringValue));
  }

  private static EnumType enumType(JsonNode node) {
    return new EnumType(text(node, "name"), list(node, "values", EventTypeDecoder::enumValue));
  }

  private static EnumType.Value enumValue(JsonNode node) {
    return new EnumType.Value(
        text(node, "name"), node.required("number").intValue(), textOrEmpty(node, "description"));
  }

  private static Metric metric(JsonNode node) {
    return new Metric(
        text(node, "name"),
        textOrEmpty(node, "description"),
        aggregate(node.required("aggregate")),
        node.optional("filter").map(EventTypeDecoder::filter),
        list(node, "dimensionSets", EventTypeDecoder::dimensionSet),
        list(node, "resolutions", EventTypeDecoder::duration),
        list(node, "windows", EventTypeDecoder::duration),
        textOrEmpty(node, "unit"));
  }

  private static Aggregate aggregate(JsonNode node) {
    String kind = text(node, "kind");
    return switch (kind) {
      case "count" ->
          weight(node).<Aggregate>map(Aggregate.WeightedCount::new).orElse(new Aggregate.Count());
      case "sum" -> sum(text(node, "field"), weight(node));
      case "avg" -> new Aggregate.Avg(text(node, "field"));
      case "stddev" ->
          new Aggregate.Stddev(text(node, "field"), node.path("sample").asBoolean(false));
      case "min" -> new Aggregate.Min(text(node, "field"));
      case "max" -> new Aggregate.Max(text(node, "field"));
      case "uniq" -> new Aggregate.Uniq(text(node, "field"));
      case "uniq_exact" -> new Aggregate.UniqExact(text(node, "field"));
      case "top_k" -> new Aggregate.TopK(text(node, "field"), node.required("k").intValue());
      case "histogram" ->
          new Aggregate.Histogram(text(node, "field"), list(node, "bounds", JsonNode::doubleValue));
      case "quantiles" ->
          new Aggregate.Quantiles(text(node, "field"), list(node, "levels", JsonNode::doubleValue));
      case "first" -> new Aggregate.First(text(node, "field"));
      case "last" -> new Aggregate.Last(text(node, "field"));
      case "candle" ->
          new Aggregate.Candle(
              text(node, "field"), node.optional("volume").map(JsonNode::stringValue));
      case "ratio" -> new Aggregate.Ratio(text(node, "of"), text(node, "to"));
      case "rate" -> new Aggregate.Rate(text(node, "of"));
      default -> throw new IllegalArgumentException("no aggregate is called " + kind);
    };
  }

  private static Aggregate sum(String field, Optional<Weight> weight) {
    return weight
        .<Aggregate>map(w -> new Aggregate.WeightedSum(field, w))
        .orElse(new Aggregate.Sum(field));
  }

  private static Optional<Weight> weight(JsonNode node) {
    return node.optional("weight")
        .map(name -> new Weight(name.stringValue(), Weight.Kind.FACTOR))
        .or(
            () ->
                node.optional("probability")
                    .map(name -> new Weight(name.stringValue(), Weight.Kind.PROBABILITY)));
  }

  private static Filter filter(JsonNode node) {
    String kind = text(node, "kind");
    return switch (kind) {
      case "and" -> new Filter.And(list(node, "terms", EventTypeDecoder::filter));
      case "or" -> new Filter.Or(list(node, "terms", EventTypeDecoder::filter));
      case "not" -> new Filter.Not(filter(node.required("term")));
      case "compare" ->
          new Filter.Compare(
              text(node, "attribute"),
              Filter.Operator.valueOf(text(node, "operator")),
              literal(node.required("literal")));
      case "in" ->
          new Filter.In(text(node, "attribute"), list(node, "literals", EventTypeDecoder::literal));
      default -> throw new IllegalArgumentException("no filter is called " + kind);
    };
  }

  private static Filter.Literal literal(JsonNode node) {
    if (node.isString()) {
      return new Filter.Literal.Text(node.stringValue());
    }
    if (node.isBoolean()) {
      return new Filter.Literal.Bool(node.booleanValue());
    }
    return new Filter.Literal.Numeric(node.doubleValue());
  }

  private static AlertRule alert(JsonNode node) {
    return new AlertRule(
        text(node, "name"),
        text(node, "metric"),
        textOrEmpty(node, "statistic"),
        new DimensionSet(list(node, "dimensionSet", JsonNode::stringValue)),
        duration(node.required("resolution")),
        detection(node.required("detection")),
        AlertRule.Severity.valueOf(text(node, "severity")),
        list(node, "notifiers", JsonNode::stringValue),
        node.path("forPoints").asInt(1));
  }

  private static Detection detection(JsonNode node) {
    String kind = text(node, "kind");
    return switch (kind) {
      case "band" ->
          new Detection.Band(
              AlertRule.Direction.valueOf(text(node, "direction")),
              node.required("width").doubleValue());
      case "threshold" ->
          new Detection.Threshold(
              node.optional("above").map(JsonNode::doubleValue),
              node.optional("below").map(JsonNode::doubleValue));
      default -> throw new IllegalArgumentException("no detection is called " + kind);
    };
  }

  private static DimensionSet dimensionSet(JsonNode node) {
    return new DimensionSet(node.valueStream().map(JsonNode::stringValue).toList());
  }

  private static Duration duration(JsonNode node) {
    Optional<Duration> duration = Durations.parse(node.stringValue());
    return duration.orElseThrow(() -> new IllegalArgumentException("no duration: " + node));
  }

  private static String text(JsonNode node, String property) {
    return node.required(property).stringValue();
  }

  private static String textOrEmpty(JsonNode node, String property) {
    return node.path(property).stringValue("");
  }

  private static <E extends Enum<E>> E constant(JsonNode node, String property, E neutral) {
    return node.optional(property)
        .map(value -> Enum.valueOf(neutral.getDeclaringClass(), value.stringValue()))
        .orElse(neutral);
  }

  private static <T> List<T> list(JsonNode node, String property, Function<JsonNode, T> decode) {
    return node.path(property).valueStream().map(decode).toList();
  }
}
