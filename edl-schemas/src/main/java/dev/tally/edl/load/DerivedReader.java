package dev.tally.edl.load;

import dev.tally.edl.model.Aggregate;
import dev.tally.edl.model.DimensionSet;
import dev.tally.edl.model.Durations;
import dev.tally.edl.model.Metric;
import dev.tally.edl.proto.MetricOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads what a metric computes of other metrics. It has series where all of them have. */
final class DerivedReader {
  private final MetricReader metric;
  private final MetricOptions options;
  private final Siblings siblings;
  private final List<Metric> operands = new ArrayList<>();

  DerivedReader(MetricReader metric, MetricOptions options, Siblings siblings) {
    this.metric = metric;
    this.options = options;
    this.siblings = siblings;
  }

  static boolean reads(MetricOptions options) {
    return options.hasRatio() || options.hasRate();
  }

  Optional<Aggregate> aggregate() {
    if (options.hasFilter()) {
      metric.refuse(
          metric.position("filter", 0),
          "it counts no events itself; filter the metrics that it is computed of");
    }
    return options.hasRatio() ? ratio(options.getRatio()) : rate(options.getRate());
  }

  private Optional<Aggregate> ratio(MetricOptions.Ratio ratio) {
    Optional<Metric> of = operand("ratio", "of", ratio.getOf());
    Optional<Metric> to = operand("ratio", "to", ratio.getTo());
    if (of.isEmpty() || to.isEmpty()) {
      return Optional.empty();
    }
    if (ratio.getOf().equals(ratio.getTo())) {
      metric.refuse(
          metric.position("ratio.to", 0), "it divides '%s' by itself".formatted(ratio.getTo()));
    }
    return Optional.of(new Aggregate.Ratio(ratio.getOf(), ratio.getTo()));
  }

  private Optional<Aggregate> rate(MetricOptions.Rate rate) {
    Optional<Metric> of = operand("rate", "of", rate.getOf());
    if (of.isPresent() && !isAdditive(of.get().aggregate())) {
      metric.refuse(
          metric.position("rate.of", 0),
          "a rate is of a count or a sum, and '%s' is of %s"
              .formatted(rate.getOf(), of.get().aggregate().keyword()));
      return Optional.empty();
    }
    return of.map(m -> new Aggregate.Rate(m.name()));
  }

  private static boolean isAdditive(Aggregate aggregate) {
    return aggregate instanceof Aggregate.Count
        || aggregate instanceof Aggregate.WeightedCount
        || aggregate instanceof Aggregate.Sum
        || aggregate instanceof Aggregate.WeightedSum;
  }

  private Optional<Metric> operand(String key, String part, String name) {
    Position position = metric.position(key + "." + part, 0);
    if (name.isEmpty()) {
      metric.refuse(
          metric.position(key, 0), "%s needs a metric's name in '%s'".formatted(key, part));
      return Optional.empty();
    }
    if (siblings.derived().contains(name)) {
      metric.refuse(position, "'%s' is computed of other metrics itself".formatted(name));
      return Optional.empty();
    }
    Optional<Metric> found = siblings.find(name);
    if (found.isEmpty()) {
      metric.refuseUnknownMetric(position, name, siblings.names());
      return Optional.empty();
    }
    Optional<String> many = several(found.get().aggregate());
    many.ifPresent(
        words ->
            metric.refuse(
                position, "%s needs one number, and '%s' has %s".formatted(key, name, words)));
    if (many.isPresent()) {
      return Optional.empty();
    }
    operands.add(found.get());
    return found;
  }

  private static Optional<String> several(Aggregate aggregate) {
    if (aggregate instanceof Aggregate.TopK) {
      return Optional.of("one per value");
    }
    List<String> statistics = aggregate.statistics();
    return statistics.size() == 1 && statistics.getFirst().isEmpty()
        ? Optional.empty()
        : Optional.of(String.join(", ", statistics));
  }

  /**
   * @param declared the overall set, and behind it those of {@code by}
   */
  List<DimensionSet> dimensionSets(List<DimensionSet> declared) {
    if (options.getByCount() == 0) {
      return operands.isEmpty() ? declared : common(Metric::dimensionSets);
    }
    for (int i = 1; i < declared.size(); i++) {
      DimensionSet set = declared.get(i);
      for (Metric operand : operands) {
        if (!operand.dimensionSets().contains(set)) {
          metric.refuse(
              metric.position("by", i - 1),
              "metric '%s' is not broken down by '%s'; add that to its 'by'"
                  .formatted(operand.name(), set.key()));
        }
      }
    }
    return declared;
  }

  List<Duration> resolutions(List<Duration> declared) {
    if (operands.isEmpty()) {
      return declared;
    }
    if (options.getResolutionCount() == 0) {
      List<Duration> common = common(Metric::resolutions);
      if (common.isEmpty()) {
        metric.refuse(
            metric.position("name", 0),
            "its metrics %s have no resolution in common"
                .formatted(
                    operands.stream().map(Metric::name).collect(Collectors.joining(" and "))));
      }
      return common.isEmpty() ? declared : common;
    }
    for (int i = 0; i < declared.size(); i++) {
      checkResolution(declared.get(i), metric.position("resolution", i));
    }
    return declared;
  }

  private void checkResolution(Duration resolution, Position position) {
    for (Metric operand : operands) {
      if (!operand.resolutions().contains(resolution)) {
        metric.refuse(
            position,
            "metric '%s' has no resolution '%s', only %s"
                .formatted(
                    operand.name(),
                    Durations.format(resolution),
                    operand.resolutions().stream()
                        .map(Durations::format)
                        .collect(Collectors.joining(", "))));
      }
    }
  }

  private <T> List<T> common(java.util.function.Function<Metric, List<T>> of) {
    List<T> common = new ArrayList<>(of.apply(operands.getFirst()));
    operands.forEach(operand -> common.retainAll(of.apply(operand)));
    return common;
  }

  /** "USD", "USD/orders", "1/s"; none where both have the same. */
  String unit() {
    if (operands.isEmpty()) {
      return "";
    }
    String of = operands.getFirst().unit();
    if (options.hasRate()) {
      return (of.isEmpty() ? "1" : of) + "/s";
    }
    String to = operands.getLast().unit();
    if (to.isEmpty() || of.equals(to)) {
      return to.isEmpty() ? of : "";
    }
    return (of.isEmpty() ? "1" : of) + "/" + to;
  }
}
