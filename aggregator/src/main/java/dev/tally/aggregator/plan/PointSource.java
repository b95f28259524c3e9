package dev.tally.aggregator.plan;

import static java.util.Objects.requireNonNull;

import dev.tally.edl.model.Aggregate;
import dev.tally.edl.model.DimensionSet;
import dev.tally.edl.model.Metric;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How points are read from states. */
public sealed interface PointSource {
  /** A metric and its event type. */
  record MetricName(String eventType, String metric) {
    public MetricName {
      requireNonNull(eventType);
      requireNonNull(metric);
    }
  }

  /** All metrics whose states are merged in the same way, at once. */
  record Merged(MergedValues merge, List<String> statistics, String unit, List<MetricName> metrics)
      implements PointSource {
    public Merged {
      requireNonNull(merge);
      statistics = List.copyOf(statistics);
      requireNonNull(unit);
      metrics = List.copyOf(metrics);
    }
  }

  /**
   * The counts of the most frequent values of each group and bucket; the others are added up.
   *
   * @param k how many values
   */
  record Ranked(MetricName metric, int k, String unit) implements PointSource {
    public Ranked {
      requireNonNull(metric);
      requireNonNull(unit);
    }

    @Override
    public List<String> statistics() {
      return List.of("");
    }
  }

  /**
   * What is computed of other metrics' merged states.
   *
   * @param sets keys of its dimension sets; the operands may have more
   * @param value SQL over the operands' values, {@code v1}, {@code v2} …; no point where that is
   *     not finite, or an operand has none
   * @param isFinal whether a point that is there once can't come to have no value
   */
  record Derived(
      MetricName metric,
      List<Operand> operands,
      List<String> sets,
      String value,
      boolean isFinal,
      String unit)
      implements PointSource {
    /** A metric of the same event type with one statistic. */
    public record Operand(String metric, MergedValues merge) {
      public Operand {
        requireNonNull(metric);
        requireNonNull(merge);
      }
    }

    public Derived {
      requireNonNull(metric);
      operands = List.copyOf(operands);
      sets = List.copyOf(sets);
      requireNonNull(value);
      requireNonNull(unit);
    }

    @Override
    public List<String> statistics() {
      return List.of("");
    }
  }

  /** See {@link Aggregate#statistics}. */
  List<String> statistics();

  /** Of the values; empty when not known. */
  String unit();

  /** Of one metric with states of its own that is no {@code top_k}. */
  static Merged of(String eventType, Metric metric) {
    return new Merged(
        MergedValues.of(metric.aggregate()),
        metric.aggregate().statistics(),
        metric.unit(),
        List.of(new MetricName(eventType, metric.name())));
  }

  /** Of all metrics of the plans that declare the resolution. */
  static List<PointSource> of(Collection<ScanPlan> plans, Duration resolution) {
    List<PointSource> sources = new ArrayList<>(merged(plans, resolution));
    for (ScanPlan plan : plans) {
      for (Metric metric : plan.declared(resolution)) {
        switch (metric.aggregate()) {
          case Aggregate.TopK top ->
              sources.add(new Ranked(name(plan, metric), top.k(), metric.unit()));
          case Aggregate.Derived derived -> sources.add(derived(plan, metric, derived, resolution));
          default -> {}
        }
      }
    }
    return List.copyOf(sources);
  }

  private static List<Merged> merged(Collection<ScanPlan> plans, Duration resolution) {
    record Key(MergedValues merge, List<String> statistics, String unit) {}

    Map<Key, List<MetricName>> sources = new LinkedHashMap<>();
    for (ScanPlan plan : plans) {
      for (Metric metric : plan.declared(resolution)) {
        Aggregate aggregate = metric.aggregate();
        if (!(aggregate instanceof Aggregate.TopK) && !metric.isDerived()) {
          sources
              .computeIfAbsent(
                  new Key(MergedValues.of(aggregate), aggregate.statistics(), metric.unit()),
                  k -> new ArrayList<>())
              .add(name(plan, metric));
        }
      }
    }
    return sources.entrySet().stream()
        .map(
            e ->
                new Merged(
                    e.getKey().merge(), e.getKey().statistics(), e.getKey().unit(), e.getValue()))
        .toList();
  }

  private static MetricName name(ScanPlan plan, Metric metric) {
    return new MetricName(plan.eventType(), metric.name());
  }

  private static Derived derived(
      ScanPlan plan, Metric metric, Aggregate.Derived aggregate, Duration resolution) {
    List<Aggregate> of = aggregate.metrics().stream().map(plan::aggregate).toList();
    List<Derived.Operand> operands = new ArrayList<>();
    for (int i = 0; i < of.size(); i++) {
      operands.add(new Derived.Operand(aggregate.metrics().get(i), MergedValues.of(of.get(i))));
    }
    return new Derived(
        name(plan, metric),
        operands,
        metric.dimensionSets().stream().map(DimensionSet::key).toList(),
        value(aggregate, resolution),
        of.stream().allMatch(PointSource::onlyGrows),
        metric.unit());
  }

  private static String value(Aggregate.Derived aggregate, Duration resolution) {
    return switch (aggregate) {
      case Aggregate.Ratio ratio -> "v1 / v2";
      case Aggregate.Rate rate -> "v1 / " + resolution.toSeconds();
    };
  }

  /** Whole numbers that never come back to 0. */
  private static boolean onlyGrows(Aggregate aggregate) {
    return aggregate instanceof Aggregate.Count
        || aggregate instanceof Aggregate.Uniq
        || aggregate instanceof Aggregate.UniqExact;
  }
}
