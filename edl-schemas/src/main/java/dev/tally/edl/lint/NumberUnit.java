package dev.tally.edl.lint;

import dev.tally.edl.check.Area;
import dev.tally.edl.check.CheckRule;
import dev.tally.edl.check.Severity;
import dev.tally.edl.model.Aggregate;
import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.AttributeType;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Metric;
import dev.tally.edl.model.PiiClass;
import dev.tally.edl.model.Weight;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Numbers that are measured. Identifiers and things that are counted are numbers, too: a whole
 * number is looked at where its name or a metric says that it is measured, a fraction always.
 */
final class NumberUnit implements LintRule {
  private static final CheckRule RULE =
      new CheckRule(
          "NUMBER_UNIT",
          Area.LINT,
          Severity.WARNING,
          "A number that is measured has a unit, as an option or as the last word of its name.",
          "A graph of 'duration' that some senders give in seconds and some in milliseconds is"
              + " wrong and looks right; the unit stands on axes, views and in SDKs. A fraction, a"
              + " name like 'price' and a sum or mean are signs of measuring. Ratios are named so,"
              + " or have the unit \"1\".");

  private static final Set<String> MEASURED =
      Set.of(
          "amount",
          "balance",
          "bandwidth",
          "cost",
          "delay",
          "depth",
          "discount",
          "distance",
          "duration",
          "elapsed",
          "fee",
          "height",
          "interval",
          "latency",
          "length",
          "memory",
          "pressure",
          "price",
          "revenue",
          "salary",
          "size",
          "speed",
          "tax",
          "temperature",
          "timeout",
          "total",
          "voltage",
          "volume",
          "weight",
          "width");

  /** Units, and words for what has none. */
  private static final Set<String> CLEAR =
      Set.of(
          "ns",
          "us",
          "ms",
          "s",
          "sec",
          "secs",
          "second",
          "seconds",
          "millis",
          "micros",
          "nanos",
          "min",
          "mins",
          "minute",
          "minutes",
          "hour",
          "hours",
          "day",
          "days",
          "week",
          "weeks",
          "month",
          "months",
          "year",
          "years",
          "bit",
          "bits",
          "byte",
          "bytes",
          "kb",
          "mb",
          "gb",
          "tb",
          "kib",
          "mib",
          "gib",
          "tib",
          "mm",
          "cm",
          "km",
          "meters",
          "metres",
          "miles",
          "feet",
          "inches",
          "g",
          "kg",
          "tons",
          "px",
          "pixels",
          "hz",
          "khz",
          "mhz",
          "ghz",
          "celsius",
          "fahrenheit",
          "kelvin",
          "degrees",
          "volts",
          "watts",
          "kwh",
          "cents",
          "usd",
          "eur",
          "gbp",
          "chf",
          "jpy",
          "percent",
          "pct",
          "ratio",
          "share",
          "fraction",
          "probability",
          "factor",
          "score",
          "rank",
          "index",
          "count",
          "number",
          "id",
          "latitude",
          "longitude",
          "lat",
          "lon",
          "lng");

  @Override
  public CheckRule rule() {
    return RULE;
  }

  @Override
  public void judge(Reach reach, Complaints complaints) {
    Map<String, Set<String>> aggregated = new HashMap<>();
    Map<String, Set<String>> weights = new HashMap<>();
    for (EventType type : reach.schema().eventTypes()) {
      aggregated.put(type.name(), aggregated(type));
      weights.put(type.name(), weights(type));
    }
    for (Reach.Use use : reach.uses()) {
      String type = use.type().name();
      boolean isWeight = named(weights, type).contains(use.attribute().name());
      if (couldHaveOne(use) && !isWeight) {
        sign(use, named(aggregated, type).contains(use.attribute().name()))
            .ifPresent(sign -> complain(use, sign, reach, complaints));
      }
    }
  }

  private static Set<String> named(Map<String, Set<String>> names, String type) {
    return names.getOrDefault(type, Set.of());
  }

  private static void complain(Reach.Use use, String sign, Reach reach, Complaints complaints) {
    complaints.add(
        use.subject(),
        reach.schema().place(use.field()),
        "number '%s' %s, and has no unit".formatted(use.name(), sign),
        "add (tally.field).unit = \"…\": \"ms\", \"USD\", \"1\" for a ratio");
  }

  private static boolean couldHaveOne(Reach.Use use) {
    Attribute attribute = use.attribute();
    return attribute.type().isNumber()
        && attribute.unit().isEmpty()
        && !use.isMap()
        && !attribute.isDimension()
        && !attribute.deprecated()
        && attribute.pii() != PiiClass.IDENTIFIER
        && !CLEAR.contains(Words.last(use.words()));
  }

  private static Optional<String> sign(Reach.Use use, boolean isAggregated) {
    Attribute attribute = use.attribute();
    if (isFraction(attribute)) {
      return Optional.of("has a fraction");
    }
    if (MEASURED.contains(Words.last(use.words()))) {
      return Optional.of("is measured by its name");
    }
    // A plural says itself what is counted: items, attempts.
    return isAggregated && !Words.last(use.words()).endsWith("s")
        ? Optional.of("is computed with by a metric")
        : Optional.empty();
  }

  private static boolean isFraction(Attribute attribute) {
    return attribute.type() == AttributeType.FLOAT
        || attribute.type() == AttributeType.DOUBLE
        || attribute.scale() > 0;
  }

  /** Attributes whose values are on the axis of a metric that has no unit of its own. */
  private static Set<String> aggregated(EventType type) {
    Set<String> names = new HashSet<>();
    for (Metric metric : type.metrics()) {
      if (metric.unit().isEmpty() && isOfValues(metric.aggregate())) {
        metric.aggregate().attribute().ifPresent(names::add);
      }
    }
    return names;
  }

  private static boolean isOfValues(Aggregate aggregate) {
    return switch (aggregate) {
      case Aggregate.Sum sum -> true;
      case Aggregate.WeightedSum sum -> true;
      case Aggregate.Avg avg -> true;
      case Aggregate.Stddev stddev -> true;
      case Aggregate.Min min -> true;
      case Aggregate.Max max -> true;
      case Aggregate.Quantiles quantiles -> true;
      case Aggregate.First first -> true;
      case Aggregate.Last last -> true;
      case Aggregate.Candle candle -> true;
      case Aggregate.Histogram histogram -> true;
      case Aggregate.Count count -> false;
      case Aggregate.WeightedCount count -> false;
      case Aggregate.Uniq uniq -> false;
      case Aggregate.UniqExact uniq -> false;
      case Aggregate.TopK top -> false;
      case Aggregate.Derived derived -> false;
    };
  }

  /** Attributes that say how many events one stands for, which is no measure. */
  private static Set<String> weights(EventType type) {
    Set<String> names = new HashSet<>();
    for (Metric metric : type.metrics()) {
      Optional<Weight> weight =
          switch (metric.aggregate()) {
            case Aggregate.WeightedCount count -> Optional.of(count.weight());
            case Aggregate.WeightedSum sum -> Optional.of(sum.weight());
            default -> Optional.empty();
          };
      weight.ifPresent(w -> names.add(w.attribute()));
    }
    return names;
  }
}
