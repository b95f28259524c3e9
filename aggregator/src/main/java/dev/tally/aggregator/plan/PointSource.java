package dev.tally.aggregator.plan;

import static java.util.Objects.requireNonNull;

import dev.tally.edl.model.Aggregate;
import dev.tally.edl.model.Metric;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How points are read from states: all metrics whose states are merged in the same way, at once.
 *
 * @param values the merged states' values, an array of Float64 with one element per statistic
 * @param statistics see {@link Statistics}
 * @param unit of the values; empty when not known
 */
public record PointSource(
    StateKind kind, String values, List<String> statistics, String unit, List<MetricName> metrics) {

  /** A metric and its event type. */
  public record MetricName(String eventType, String metric) {
    public MetricName {
      requireNonNull(eventType);
      requireNonNull(metric);
    }
  }

  public PointSource {
    requireNonNull(kind);
    requireNonNull(values);
    statistics = List.copyOf(statistics);
    requireNonNull(unit);
    metrics = List.copyOf(metrics);
  }

  private record Key(StateKind kind, String values, List<String> statistics, String unit) {}

  /** Of all metrics of the plans. */
  public static List<PointSource> of(Collection<ScanPlan> plans) {
    Map<Key, List<MetricName>> sources = new LinkedHashMap<>();
    for (ScanPlan plan : plans) {
      for (PlannedMetric planned : plan.metrics()) {
        sources
            .computeIfAbsent(key(planned.metric()), k -> new ArrayList<>())
            .add(new MetricName(plan.eventType(), planned.metric().name()));
      }
    }
    return sources.entrySet().stream()
        .map(
            e ->
                new PointSource(
                    e.getKey().kind(),
                    e.getKey().values(),
                    e.getKey().statistics(),
                    e.getKey().unit(),
                    e.getValue()))
        .toList();
  }

  private static Key key(Metric metric) {
    Aggregate aggregate = metric.aggregate();
    return new Key(
        StateKind.of(aggregate), values(aggregate), Statistics.of(aggregate), metric.unit());
  }

  private static String values(Aggregate aggregate) {
    return switch (aggregate) {
      case Aggregate.Count count -> one("sum(count)");
      case Aggregate.Sum sum -> one("sum(sum)");
      case Aggregate.Avg avg -> one("sum(sum) / sum(count)");
      case Aggregate.Min min -> one("assumeNotNull(min(min))");
      case Aggregate.Max max -> one("assumeNotNull(max(max))");
      case Aggregate.Uniq uniq -> one("uniqMerge(uniq)");
      case Aggregate.Quantiles quantiles -> quantiles(quantiles.levels());
      case Aggregate.First first -> one("argMinMerge(first)");
      case Aggregate.Last last -> one("argMaxMerge(last)");
    };
  }

  private static String one(String value) {
    return "[toFloat64(" + value + ")]";
  }

  private static String quantiles(List<Double> levels) {
    String arguments = levels.stream().map(String::valueOf).collect(Collectors.joining(", "));
    return "CAST(quantilesTDigestMerge(" + arguments + ")(quantiles), 'Array(Float64)')";
  }
}
