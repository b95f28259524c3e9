package dev.tally.web;

import dev.tally.edl.model.Aggregate;
import dev.tally.edl.model.AlertRule;
import dev.tally.edl.model.AlertRule.Detection;
import dev.tally.edl.model.AlertRule.Direction;
import dev.tally.edl.model.AlertRule.Severity;
import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.AttributeType;
import dev.tally.edl.model.Delivery;
import dev.tally.edl.model.DimensionClass;
import dev.tally.edl.model.DimensionSet;
import dev.tally.edl.model.EnumType;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Filter;
import dev.tally.edl.model.Metric;
import dev.tally.edl.model.PiiClass;
import dev.tally.edl.model.Presence;
import dev.tally.edl.model.Revision;
import dev.tally.edl.model.Shape;
import dev.tally.edl.registry.Fingerprint;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Event types for tests. */
final class Flights {
  static final String NAME = "flights.FlightDeparted";
  static final Instant PUBLISHED = Instant.parse("2026-11-01T08:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofDays(1);
  private static final DimensionSet BY_ORIGIN = new DimensionSet(List.of("origin"));

  private Flights() {}

  /** Two revisions of flights, 1 and 3, and one of a registration, 2. */
  static List<Revision> revisions() {
    return List.of(
        revision(1, flightDeparted("A flight left.")),
        revision(2, registration()),
        revision(3, flightDeparted("A flight left its gate.")));
  }

  private static Revision revision(int id, EventType eventType) {
    return new Revision(id, Fingerprint.of(eventType), eventType, PUBLISHED.plusSeconds(id));
  }

  private static EventType flightDeparted(String description) {
    return new EventType(
        NAME,
        description,
        "operations",
        Duration.ofDays(30),
        Delivery.AT_LEAST_ONCE,
        List.of(
            attribute("origin", 1, AttributeType.STRING, DimensionClass.MEDIUM, ""),
            attribute("delay_minutes", 2, AttributeType.INT32, DimensionClass.NONE, "minutes"),
            cabin(3)),
        List.of(
            metric("departures", new Aggregate.Count(), Optional.empty()),
            metric(
                "late_departures",
                new Aggregate.Count(),
                Optional.of(
                    new Filter.Compare(
                        "delay_minutes", Filter.Operator.GREATER, new Filter.Literal.Numeric(15)))),
            metric(
                "delay",
                new Aggregate.Quantiles("delay_minutes", List.of(0.95, 0.5)),
                Optional.empty())),
        List.of(
            alert("few", new Detection.Band(Direction.DOWN, 4)),
            alert("many", new Detection.Threshold(Optional.of(2000.0), Optional.empty()))));
  }

  private static EventType registration() {
    return new EventType(
        "shop.Registration",
        "A person finished signing up.",
        "growth",
        Duration.ofHours(36),
        Delivery.BEST_EFFORT,
        List.of(attribute("country", 1, AttributeType.STRING, DimensionClass.SMALL, "")),
        List.of(),
        List.of());
  }

  private static Attribute attribute(
      String name, int number, AttributeType type, DimensionClass dimension, String unit) {
    return new Attribute(
        name,
        List.of(number),
        type,
        Shape.SINGULAR,
        Presence.REQUIRED,
        Optional.empty(),
        dimension,
        PiiClass.NONE,
        unit,
        0,
        false,
        false,
        "About " + name + ".");
  }

  private static Attribute cabin(int number) {
    return new Attribute(
        "cabin",
        List.of(number),
        AttributeType.ENUM,
        Shape.SINGULAR,
        Presence.OPTIONAL,
        Optional.of(
            new EnumType("flights.Cabin", List.of(new EnumType.Value("ECONOMY", 1, "Behind.")))),
        DimensionClass.NONE,
        PiiClass.UNSPECIFIED,
        "",
        0,
        false,
        true,
        "");
  }

  private static Metric metric(String name, Aggregate aggregate, Optional<Filter> filter) {
    return new Metric(
        name,
        "",
        aggregate,
        filter,
        List.of(DimensionSet.OVERALL, BY_ORIGIN),
        List.of(DAY, HOUR),
        List.of(Duration.ofDays(7)),
        "flights");
  }

  private static AlertRule alert(String name, Detection detection) {
    return new AlertRule(
        name, "departures", "", BY_ORIGIN, DAY, detection, Severity.CRITICAL, List.of(), 2);
  }
}
