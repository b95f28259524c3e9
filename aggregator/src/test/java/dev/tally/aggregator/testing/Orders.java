package dev.tally.aggregator.testing;

import static dev.tally.storage.testing.Attributes.attribute;
import static dev.tally.storage.testing.Attributes.dimension;
import static dev.tally.storage.testing.Attributes.eventTime;
import static dev.tally.storage.testing.Attributes.scaled;

import dev.tally.edl.model.Aggregate;
import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.AttributeType;
import dev.tally.edl.model.Delivery;
import dev.tally.edl.model.DimensionSet;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Filter;
import dev.tally.edl.model.Metric;
import dev.tally.edl.model.Revision;
import dev.tally.edl.model.Weight;
import dev.tally.edl.registry.Catalog;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** An event type with every aggregate. */
public final class Orders {
  public static final String NAME = "shop.Order";
  public static final Duration HOUR = Duration.ofHours(1);
  public static final Duration DAY = Duration.ofDays(1);
  public static final DimensionSet COUNTRY = new DimensionSet(List.of("country"));
  public static final DimensionSet CHANNEL_COUNTRY =
      new DimensionSet(List.of("device.channel", "country"));

  /** The same attributes in another order are another set, with paths of its own. */
  public static final DimensionSet COUNTRY_CHANNEL =
      new DimensionSet(List.of("country", "device.channel"));

  public static final DimensionSet CHANNEL = new DimensionSet(List.of("device.channel"));

  /** Of amounts, in their unit. */
  static final List<Double> BOUNDS = List.of(-10.0, 0.0, 99.99, 500.5);

  private static final Set<String> SOME =
      Set.of(
          "orders",
          "express_orders",
          "revenue",
          "average_amount",
          "buyers",
          "amounts",
          "top_countries",
          "express_share");

  private static final Weight STANDS_FOR = new Weight("stands_for", Weight.Kind.FACTOR);
  private static final Weight KEPT = new Weight("kept", Weight.Kind.PROBABILITY);

  private Orders() {}

  public static EventType eventType() {
    return eventType(NAME, metrics());
  }

  public static EventType eventType(String name, List<Metric> metrics) {
    List<Attribute> attributes =
        List.of(
            eventTime("time"),
            dimension("country", AttributeType.STRING),
            dimension("device.channel", AttributeType.STRING),
            attribute("express", AttributeType.BOOL),
            attribute("user", AttributeType.STRING),
            scaled("amount", AttributeType.INT64, 2),
            attribute("items", AttributeType.INT32),
            attribute("weight", AttributeType.DOUBLE),
            attribute("stands_for", AttributeType.INT32),
            attribute("kept", AttributeType.DOUBLE));
    return new EventType(
        name,
        "Somebody ordered.",
        "shop",
        EventType.RAW_RETENTION_DEFAULT,
        Delivery.AT_LEAST_ONCE,
        attributes,
        metrics,
        List.of());
  }

  public static List<Metric> metrics() {
    Filter express =
        new Filter.Compare("express", Filter.Operator.EQUAL, new Filter.Literal.Bool(true));
    Filter many =
        new Filter.Compare("items", Filter.Operator.GREATER, new Filter.Literal.Numeric(5));
    return List.of(
        metric("orders", new Aggregate.Count(), COUNTRY, CHANNEL_COUNTRY, COUNTRY_CHANNEL),
        filtered("express_orders", new Aggregate.Count(), express, COUNTRY),
        metric("revenue", new Aggregate.Sum("amount"), COUNTRY),
        filtered("average_amount", new Aggregate.Avg("amount"), many, COUNTRY),
        metric("fewest_items", new Aggregate.Min("items"), COUNTRY),
        metric("heaviest", new Aggregate.Max("weight"), COUNTRY),
        metric("buyers", new Aggregate.Uniq("user"), COUNTRY),
        metric("countries", new Aggregate.Uniq("country")),
        metric("amounts", new Aggregate.Quantiles("amount", List.of(0.5, 0.95, 0.999)), COUNTRY),
        metric("first_items", new Aggregate.First("items"), COUNTRY),
        filtered("last_weight", new Aggregate.Last("weight"), many, COUNTRY),
        metric("estimated_orders", new Aggregate.WeightedCount(STANDS_FOR), COUNTRY),
        filtered("estimated_express", new Aggregate.WeightedCount(KEPT), express, COUNTRY),
        metric("estimated_revenue", new Aggregate.WeightedSum("amount", STANDS_FOR), COUNTRY),
        metric("weight_spread", new Aggregate.Stddev("weight", false), COUNTRY),
        filtered("amount_spread", new Aggregate.Stddev("amount", true), many, COUNTRY),
        filtered("express_buyers", new Aggregate.UniqExact("user"), express, COUNTRY),
        filtered("amounts_to", new Aggregate.Histogram("amount", BOUNDS), many, COUNTRY),
        metric("top_countries", new Aggregate.TopK("country", 3), CHANNEL),
        filtered("top_channels", new Aggregate.TopK("device.channel", 2), express, COUNTRY),
        metric("express_share", new Aggregate.Ratio("express_orders", "orders"), COUNTRY),
        metric("orders_per_express", new Aggregate.Ratio("orders", "express_orders"), COUNTRY),
        metric("revenue_per_buyer", new Aggregate.Ratio("revenue", "buyers"), COUNTRY),
        metric("amount_by_spread", new Aggregate.Ratio("average_amount", "amount_spread"), COUNTRY),
        metric(
            "orders_per_second",
            new Aggregate.Rate("orders"),
            COUNTRY)); // not by all of orders' sets
  }

  /**
   * Some of {@link #metrics}, for tests that are not about aggregates, and about many runs: of
   * three kinds of state, with and without a filter, ranked, and computed of others. Each statement
   * of a run is planned anew, which takes as long as there are metrics.
   */
  public static List<Metric> someMetrics() {
    return metrics().stream().filter(metric -> SOME.contains(metric.name())).toList();
  }

  /** With {@link #someMetrics}. */
  public static EventType someType() {
    return eventType(NAME, someMetrics());
  }

  /** The same metric, of other resolutions. */
  public static Metric at(Metric metric, Duration... resolutions) {
    return new Metric(
        metric.name(),
        metric.description(),
        metric.aggregate(),
        metric.filter(),
        metric.dimensionSets(),
        List.of(resolutions),
        metric.windows(),
        metric.unit());
  }

  public static Metric metric(String name, Aggregate aggregate, DimensionSet... sets) {
    return metric(name, aggregate, Optional.empty(), sets);
  }

  public static Metric filtered(
      String name, Aggregate aggregate, Filter filter, DimensionSet... sets) {
    return metric(name, aggregate, Optional.of(filter), sets);
  }

  private static Metric metric(
      String name, Aggregate aggregate, Optional<Filter> filter, DimensionSet... sets) {
    List<DimensionSet> all =
        Stream.concat(Stream.of(DimensionSet.OVERALL), Stream.of(sets)).toList();
    return new Metric(
        name, "Of orders.", aggregate, filter, all, List.of(HOUR, DAY), List.of(), "EUR");
  }

  public static Catalog catalog(EventType... eventTypes) {
    return Catalog.of(
        Stream.iterate(0, i -> i + 1)
            .limit(eventTypes.length)
            .map(i -> new Revision(i + 1, i + 1, eventTypes[i], Instant.EPOCH))
            .toList());
  }
}
