package dev.tally.edl.load;

import dev.tally.edl.model.Aggregate;
import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.Shape;
import dev.tally.edl.model.Weight;
import dev.tally.edl.proto.MetricOptions;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Reads what a metric computes, and checks that its attribute can be computed with. */
final class AggregateReader {
  private final MetricReader metric;
  private final MetricOptions options;

  AggregateReader(MetricReader metric, MetricOptions options) {
    this.metric = metric;
    this.options = options;
  }

  Optional<Aggregate> read() {
    return switch (options.getAggregateCase()) {
      case COUNT -> count(options.getCount());
      case SUM -> sum(options.getSum());
      case AVG -> ofNumber("avg", options.getAvg(), Aggregate.Avg::new);
      case MIN -> ofNumber("min", options.getMin(), Aggregate.Min::new);
      case MAX -> ofNumber("max", options.getMax(), Aggregate.Max::new);
      case UNIQ -> field("uniq", "field", options.getUniq().getField()).map(Aggregate.Uniq::new);
      case QUANTILES -> quantiles();
      case FIRST -> ofNumber("first", options.getFirst(), Aggregate.First::new);
      case LAST -> ofNumber("last", options.getLast(), Aggregate.Last::new);
      case STDDEV ->
          number("stddev", options.getStddev().getField())
              .map(field -> new Aggregate.Stddev(field, options.getStddev().getSample()));
      case UNIQ_EXACT ->
          dimension("uniq_exact", options.getUniqExact().getField(), "; or take uniq")
              .map(Aggregate.UniqExact::new);
      case TOP_K -> topK(options.getTopK());
      case HISTOGRAM -> histogram(options.getHistogram());
      case CANDLE -> candle(options.getCandle());
      case RATIO, RATE -> throw new IllegalArgumentException("derived: DerivedReader reads it");
      case AGGREGATE_NOT_SET -> {
        metric.refuse(
            metric.position("name", 0),
            "it has no aggregate; add one of count, sum, avg, stddev, min, max, uniq, uniq_exact,"
                + " top_k, histogram, quantiles, first, last, candle, ratio, rate");
        yield Optional.empty();
      }
    };
  }

  private Optional<Aggregate> ofNumber(
      String key, MetricOptions.Of of, Function<String, Aggregate> aggregate) {
    return number(key, of.getField()).map(aggregate);
  }

  private Optional<Aggregate> count(MetricOptions.Count count) {
    if (!count.hasWeight() && !count.hasProbability()) {
      return Optional.of(new Aggregate.Count());
    }
    return weight("count", count.hasWeight(), count.getWeight(), count.getProbability())
        .filter(weight -> isOne("count", count.hasWeight() && count.hasProbability()))
        .map(Aggregate.WeightedCount::new);
  }

  private Optional<Aggregate> sum(MetricOptions.Sum sum) {
    Optional<String> field = number("sum", sum.getField());
    if (!sum.hasWeight() && !sum.hasProbability()) {
      return field.map(Aggregate.Sum::new);
    }
    Optional<Weight> weight =
        weight("sum", sum.hasWeight(), sum.getWeight(), sum.getProbability())
            .filter(w -> isOne("sum", sum.hasWeight() && sum.hasProbability()));
    return field.flatMap(name -> weight.map(w -> new Aggregate.WeightedSum(name, w)));
  }

  private Optional<Weight> weight(String key, boolean isFactor, String factor, String probability) {
    return isFactor
        ? number(key, "weight", factor).map(name -> new Weight(name, Weight.Kind.FACTOR))
        : number(key, "probability", probability)
            .map(name -> new Weight(name, Weight.Kind.PROBABILITY));
  }

  private boolean isOne(String key, boolean hasBoth) {
    if (hasBoth) {
      metric.refuse(
          metric.position(key + ".probability", 0),
          "an event's weight and its probability say the same; name one of them");
    }
    return !hasBoth;
  }

  private Optional<Aggregate> topK(MetricOptions.TopK top) {
    Optional<String> field =
        dimension("top_k", top.getField(), ", so that the number of its values has a bound");
    int k = top.hasK() ? top.getK() : Aggregate.TopK.K_DEFAULT; // a negative int is too large
    if (k < 1 || k > EdlLimits.TOP_K_MAX) {
      metric.refuse(
          metric.position("top_k.k", 0), "k must be 1 to %,d".formatted(EdlLimits.TOP_K_MAX));
      return Optional.empty();
    }
    return field.map(name -> new Aggregate.TopK(name, k));
  }

  private Optional<Aggregate> histogram(MetricOptions.Histogram histogram) {
    String key = "histogram.bounds";
    List<Double> bounds = histogram.getBoundsList();
    Optional<String> field = number("histogram", histogram.getField());
    if (bounds.isEmpty()) {
      metric.refuse(metric.position("histogram", 0), "a histogram needs bounds, such as [15, 60]");
    }
    if (bounds.size() > EdlLimits.HISTOGRAM_BOUNDS_MAX) {
      metric.refuse(
          metric.position(key, 0),
          "it has more than %d bounds".formatted(EdlLimits.HISTOGRAM_BOUNDS_MAX));
    }
    for (int i = 0; i < bounds.size(); i++) {
      double bound = bounds.get(i);
      if (!Double.isFinite(bound)) {
        metric.refuse(
            metric.position(key, i), "a bound is finite; there is one for infinity anyway");
      } else if (i > 0 && !(bounds.get(i - 1) < bound)) {
        metric.refuse(
            metric.position(key, i),
            "bounds ascend, and %s is not above %s".formatted(bound, bounds.get(i - 1)));
      }
    }
    return bounds.isEmpty()
        ? Optional.empty()
        : field.map(name -> new Aggregate.Histogram(name, bounds));
  }

  private Optional<Aggregate> candle(MetricOptions.Candle candle) {
    Optional<String> field = number("candle", candle.getField());
    if (!candle.hasVolume()) {
      return field.map(price -> new Aggregate.Candle(price, Optional.empty()));
    }
    Optional<String> volume = number("candle", "volume", candle.getVolume());
    return field.flatMap(price -> volume.map(v -> new Aggregate.Candle(price, Optional.of(v))));
  }

  private Optional<Aggregate> quantiles() {
    String key = "quantiles";
    List<Double> levels = options.getQuantiles().getLevelsList();
    Optional<String> field = number(key, options.getQuantiles().getField());
    if (levels.isEmpty()) {
      metric.refuse(metric.position(key, 0), "quantiles need levels, such as [0.5, 0.95]");
    }
    if (levels.size() > EdlLimits.QUANTILE_LEVELS_MAX) {
      metric.refuse(
          metric.position(key + ".levels", 0),
          "it has more than %d levels".formatted(EdlLimits.QUANTILE_LEVELS_MAX));
    }
    Set<Double> seen = new HashSet<>();
    for (int i = 0; i < levels.size(); i++) {
      double level = levels.get(i);
      if (!(level > 0 && level < 1)) {
        metric.refuse(
            metric.position(key + ".levels", i),
            "the level %s is not between 0 and 1".formatted(level));
      } else if (!seen.add(level)) {
        metric.refuse(
            metric.position(key + ".levels", i), "it has the level %s twice".formatted(level));
      }
    }
    return levels.isEmpty()
        ? Optional.empty()
        : field.map(name -> new Aggregate.Quantiles(name, levels));
  }

  private Optional<String> dimension(String key, String name, String why) {
    Optional<String> field = field(key, "field", name);
    if (field.flatMap(metric::find).filter(a -> !a.isDimension()).isPresent()) {
      metric.refuse(
          metric.position(key + ".field", 0),
          "%s needs a dimension, and '%s' is none; declare it as one: (tally.field) = { dimension: … }%s"
              .formatted(key, name, why));
      return Optional.empty();
    }
    return field;
  }

  private Optional<String> number(String key, String name) {
    return number(key, "field", name);
  }

  private Optional<String> number(String key, String part, String name) {
    Optional<String> field = field(key, part, name);
    if (field.flatMap(metric::find).filter(a -> !a.type().isNumber()).isPresent()) {
      metric.refuse(
          metric.position(key + "." + part, 0),
          "%s needs a number, and '%s' is none".formatted(subject(key, part), name));
      return Optional.empty();
    }
    return field;
  }

  private static String subject(String key, String part) {
    return part.equals("field") ? key : part;
  }

  /** The name of an attribute that is there, once per event. */
  private Optional<String> field(String key, String part, String name) {
    if (name.isEmpty()) {
      metric.refuse(
          metric.position(key, 0),
          part.equals("field") ? key + " needs a field" : part + " names no attribute");
      return Optional.empty();
    }
    Position position = metric.position(key + "." + part, 0);
    Optional<Attribute> attribute = metric.find(name);
    if (attribute.isEmpty()) {
      metric.refuseUnknown(position, name);
      return Optional.empty();
    }
    if (attribute.get().shape() != Shape.SINGULAR) {
      metric.refuse(
          position,
          "%s needs one value per event, and '%s' has any number"
              .formatted(subject(key, part), name));
      return Optional.empty();
    }
    return Optional.of(name);
  }
}
