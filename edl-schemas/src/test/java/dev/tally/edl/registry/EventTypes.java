package dev.tally.edl.registry;

import dev.tally.edl.model.Aggregate;
import dev.tally.edl.model.AlertRule;
import dev.tally.edl.model.AlertRule.Detection;
import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.AttributeType;
import dev.tally.edl.model.Delivery;
import dev.tally.edl.model.DimensionClass;
import dev.tally.edl.model.DimensionSet;
import dev.tally.edl.model.Entity;
import dev.tally.edl.model.EnumType;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Filter;
import dev.tally.edl.model.Filter.Literal;
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

/** Event types for tests. */
final class EventTypes {
  private EventTypes() {}

  /** One attribute, nothing else said. */
  static EventType plain(String name, String description) {
    return new EventType(
        name,
        description,
        "team",
        EventType.RAW_RETENTION_DEFAULT,
        Delivery.AT_LEAST_ONCE,
        List.of(attribute("a", 1, AttributeType.STRING)),
        List.of(),
        List.of());
  }

  static Attribute attribute(String name, int number, AttributeType type) {
    return new Attribute(
        name,
        List.of(number),
        type,
        Shape.SINGULAR,
        Presence.OPTIONAL,
        Optional.empty(),
        DimensionClass.NONE,
        PiiClass.UNSPECIFIED,
        "",
        0,
        false,
        false,
        "");
  }

  /** Nothing at its neutral value, every sealed type present. */
  static EventType full() {
    return new EventType(
        "shop.Registration",
        "Somebody signed up.\n\"Quoted\", ünïcode.",
        "growth",
        Duration.ofHours(36),
        Delivery.BEST_EFFORT,
        List.of("price"),
        List.of(
            new Attribute(
                    "person.gender",
                    List.of(3, 1),
                    AttributeType.ENUM,
                    Shape.REPEATED,
                    Presence.REQUIRED,
                    Optional.of(
                        new EnumType(
                            "shop.Gender",
                            List.of(
                                new EnumType.Value("UNKNOWN", 0, ""),
                                new EnumType.Value("FEMALE", -2, "says so")))),
                    DimensionClass.SMALL,
                    PiiClass.SENSITIVE,
                    "unit",
                    0,
                    false,
                    true,
                    "As given.")
                .withMaxValues(2)
                .within(1, true),
            new Attribute(
                "price",
                List.of(4),
                AttributeType.DOUBLE,
                Shape.SINGULAR,
                Presence.OPTIONAL,
                Optional.empty(),
                DimensionClass.NONE,
                PiiClass.NONE,
                "USD",
                2,
                false,
                false,
                ""),
            new Attribute(
                "time",
                List.of(5),
                AttributeType.TIMESTAMP,
                Shape.SINGULAR,
                Presence.REQUIRED,
                Optional.empty(),
                DimensionClass.NONE,
                PiiClass.UNSPECIFIED,
                "",
                0,
                true,
                false,
                "",
                new Rules(
                    Rules.Subject.NOT_ZERO,
                    List.of(new Rule(RuleKind.LT_NOW), new Rule(RuleKind.IN, "a", "b"))),
                0)),
        aggregates().stream().map(EventTypes::metric).toList(),
        List.of(
            new AlertRule(
                "dropped",
                "quantiles",
                "p95",
                new DimensionSet(List.of("country", "gender")),
                Duration.ofDays(1),
                new Detection.Band(AlertRule.Direction.DOWN, 3.5),
                AlertRule.Severity.CRITICAL,
                List.of("on-call", "mail"),
                3),
            new AlertRule(
                "high",
                "count",
                "",
                DimensionSet.OVERALL,
                Duration.ofMinutes(1),
                new Detection.Threshold(Optional.of(10.0), Optional.of(-1.5)),
                AlertRule.Severity.INFO,
                List.of(),
                1)),
        new TimeBounds(Optional.of(Duration.ofDays(7)), Optional.of(Duration.ofHours(1))),
        Optional.of(
            new Entity(
                List.of("price", "country"),
                Optional.of(
                    new Filter.Compare("ok", Filter.Operator.EQUAL, new Literal.Bool(false))))),
        List.of(
            new Retention(
                Duration.ofMinutes(1),
                Optional.of(Duration.ofDays(90)),
                Optional.of(Duration.ofDays(400)))));
  }

  private static List<Aggregate> aggregates() {
    return List.of(
        new Aggregate.Count(),
        new Aggregate.Sum("price"),
        new Aggregate.Avg("price"),
        new Aggregate.Min("price"),
        new Aggregate.Max("price"),
        new Aggregate.Uniq("price"),
        new Aggregate.Quantiles("price", List.of(0.5, 0.999)),
        new Aggregate.First("price"),
        new Aggregate.Last("price"),
        new Aggregate.Candle("price", Optional.empty()),
        new Aggregate.Candle("price", Optional.of("size")),
        new Aggregate.WeightedCount(new Weight("price", Weight.Kind.FACTOR)),
        new Aggregate.WeightedSum("price", new Weight("price", Weight.Kind.PROBABILITY)),
        new Aggregate.Stddev("price", false),
        new Aggregate.Stddev("price", true),
        new Aggregate.UniqExact("price"),
        new Aggregate.TopK("country", 5),
        new Aggregate.Histogram("price", List.of(-1.5, 10.0)),
        new Aggregate.Ratio("sum", "count"),
        new Aggregate.Rate("count"));
  }

  private static Metric metric(Aggregate aggregate) {
    return new Metric(
        aggregate.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT),
        "What it says.",
        aggregate,
        Optional.of(
            new Filter.Or(
                List.of(
                    new Filter.And(
                        List.of(
                            new Filter.Compare(
                                "price", Filter.Operator.GREATER, new Literal.Numeric(1.5)),
                            new Filter.Compare(
                                "ok", Filter.Operator.EQUAL, new Literal.Bool(true)))),
                    new Filter.Not(
                        new Filter.In(
                            "country",
                            List.of(new Literal.Text("NO"), new Literal.Text("true"))))))),
        List.of(DimensionSet.OVERALL, new DimensionSet(List.of("country", "gender"))),
        List.of(Duration.ofMinutes(1), Duration.ofDays(1)),
        List.of(Duration.ofDays(7)),
        "USD");
  }
}
