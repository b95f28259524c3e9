package dev.tally.edl.load;

import dev.tally.edl.model.Aggregate;
import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.Shape;
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
      case COUNT -> Optional.of(new Aggregate.Count());
      case SUM -> ofNumber("sum", options.getSum(), Aggregate.Sum::new);
      case AVG -> ofNumber("avg", options.getAvg(), Aggregate.Avg::new);
      case MIN -> ofNumber("min", options.getMin(), Aggregate.Min::new);
      case MAX -> ofNumber("max", options.getMax(), Aggregate.Max::new);
      case UNIQ -> field("uniq", options.getUniq().getField()).map(Aggregate.Uniq::new);
      case QUANTILES -> quantiles();
      case FIRST -> ofNumber("first", options.getFirst(), Aggregate.First::new);
      case LAST -> ofNumber("last", options.getLast(), Aggregate.Last::new);
      case AGGREGATE_NOT_SET -> {
        metric.refuse(
            metric.position("name", 0),
            "it has no aggregate; add one of count, sum, avg, min, max, uniq, quantiles, first, last");
        yield Optional.empty();
      }
    };
  }

  private Optional<Aggregate> ofNumber(
      String key, MetricOptions.Of of, Function<String, Aggregate> aggregate) {
    return number(key, of.getField()).map(aggregate);
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

  private Optional<String> number(String key, String name) {
    Optional<String> field = field(key, name);
    if (field.flatMap(metric::find).filter(a -> !a.type().isNumber()).isPresent()) {
      metric.refuse(
          metric.position(key + ".field", 0),
          "%s needs a number, and '%s' is none".formatted(key, name));
      return Optional.empty();
    }
    return field;
  }

  /** The name of an attribute that is there, once per event. */
  private Optional<String> field(String key, String name) {
    if (name.isEmpty()) {
      metric.refuse(metric.position(key, 0), key + " needs a field");
      return Optional.empty();
    }
    Position position = metric.position(key + ".field", 0);
    Optional<Attribute> attribute = metric.find(name);
    if (attribute.isEmpty()) {
      metric.refuseUnknown(position, name);
      return Optional.empty();
    }
    if (attribute.get().shape() != Shape.SINGULAR) {
      metric.refuse(
          position, "%s needs one value per event, and '%s' has any number".formatted(key, name));
      return Optional.empty();
    }
    return Optional.of(name);
  }
}
