package dev.tally.anomaly;

import dev.tally.edl.model.Aggregate;
import dev.tally.edl.model.AlertRule;
import dev.tally.edl.model.AlertRule.Detection;
import dev.tally.edl.model.AlertRule.Direction;
import dev.tally.edl.model.AlertRule.Severity;
import dev.tally.edl.model.Delivery;
import dev.tally.edl.model.DimensionSet;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Metric;
import dev.tally.edl.model.Revision;
import dev.tally.edl.registry.Catalog;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** An event type with metrics and whatever alert rules a test wants. */
final class Flights {
  static final String EVENT = "flights.FlightDeparted";
  static final DimensionSet BY_ORIGIN = new DimensionSet(List.of("origin"));
  static final Duration DAY = Duration.ofDays(1);
  static final Duration HOUR = Duration.ofHours(1);

  private Flights() {}

  static Catalog catalog(AlertRule... rules) {
    return Catalog.of(List.of(revision(rules)));
  }

  private static Revision revision(AlertRule... rules) {
    EventType type =
        new EventType(
            EVENT,
            "A flight left.",
            "operations",
            EventType.RAW_RETENTION_DEFAULT,
            Delivery.AT_LEAST_ONCE,
            List.of(),
            List.of(
                metric("departures", new Aggregate.Count(), ""),
                metric("average_delay", new Aggregate.Avg("delay_minutes"), "minutes")),
            List.of(rules));
    return new Revision(1, 1, type, Instant.EPOCH);
  }

  private static Metric metric(String name, Aggregate aggregate, String unit) {
    return new Metric(
        name,
        "",
        aggregate,
        Optional.empty(),
        List.of(DimensionSet.OVERALL, BY_ORIGIN),
        List.of(HOUR, DAY),
        List.of(),
        unit);
  }

  /** A band over every origin's departures. */
  static AlertRule departures(Duration resolution, int forPoints) {
    return rule("departures", BY_ORIGIN, resolution, band(), forPoints);
  }

  static Detection band() {
    return new Detection.Band(Direction.BOTH, Detection.Band.WIDTH_DEFAULT);
  }

  static AlertRule rule(
      String metric,
      DimensionSet dimensionSet,
      Duration resolution,
      Detection detection,
      int forPoints) {
    return new AlertRule(
        metric + "_" + dimensionSet.key() + "_" + resolution.toHours(),
        metric,
        "",
        dimensionSet,
        resolution,
        detection,
        Severity.WARNING,
        List.of(),
        forPoints);
  }
}
