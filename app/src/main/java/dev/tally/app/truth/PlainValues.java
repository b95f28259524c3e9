package dev.tally.app.truth;

import dev.tally.edl.model.Aggregate;
import dev.tally.edl.model.Metric;
import dev.tally.edl.model.SeriesName;
import dev.tally.edl.model.Weight;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/** A metric's statistics of the events of one bucket, computed from all of them. */
final class PlainValues {
  /** Of what is exact to double precision, whatever the order of its additions. */
  static final double ROUNDING = 1e-9;

  /** Distinct values up to which {@code uniq} is exact. */
  static final int UNIQ_EXACT_MAX = 65_536;

  /** Of {@code uniq} beyond: three times its standard error. */
  static final double UNIQ_ERROR = 0.015;

  /** Of a quantile's rank, and two values: those of a few have no rank between them. */
  static final double RANK_ERROR = 0.01;

  /** Digests hold 32-bit floats. */
  private static final double FLOAT_ERROR = 1e-4;

  private PlainValues() {}

  static List<PlainEvent> counted(Metric metric, List<PlainEvent> events) {
    return metric
        .filter()
        .map(filter -> events.stream().filter(e -> PlainFilter.holds(filter, e)).toList())
        .orElse(events);
  }

  /**
   * By statistic, of a metric that is neither derived nor a {@code top_k}; empty where there is no
   * point.
   *
   * @param events all of the bucket, at least one
   */
  static Map<String, Expected> of(Metric metric, List<PlainEvent> events) {
    List<PlainEvent> counted = counted(metric, events);
    return switch (metric.aggregate()) {
      case Aggregate.Count count -> one(Expected.exact(counted.size()));
      case Aggregate.WeightedCount weighted ->
          one(sum(counted.stream().mapToDouble(e -> weigh(weighted.weight(), e)).toArray()));
      case Aggregate.Sum sum -> one(sum(numbers(sum.field(), counted)));
      case Aggregate.WeightedSum sum -> one(sum(weighted(sum, counted)));
      case Aggregate.Avg avg -> mean(numbers(avg.field(), counted));
      case Aggregate.Stddev stddev ->
          spread(numbers(stddev.field(), counted), stddev.isSample() ? 1 : 0);
      case Aggregate.Min min -> extreme(Arrays.stream(numbers(min.field(), counted)).min());
      case Aggregate.Max max -> extreme(Arrays.stream(numbers(max.field(), counted)).max());
      case Aggregate.Uniq uniq -> one(uniq(distinct(uniq.field(), counted)));
      case Aggregate.UniqExact uniq ->
          one(Expected.exact((double) distinct(uniq.field(), counted)));
      case Aggregate.Quantiles quantiles ->
          quantiles(quantiles.levels(), numbers(quantiles.field(), counted));
      case Aggregate.Histogram histogram ->
          histogram(histogram.bounds(), numbers(histogram.field(), counted));
      case Aggregate.First first -> at(first.field(), counted, true);
      case Aggregate.Last last -> at(last.field(), counted, false);
      case Aggregate.Candle candle -> candle(candle.field(), counted);
      case Aggregate.TopK top -> throw new IllegalArgumentException(metric.name() + " is ranked");
      case Aggregate.Derived derived ->
          throw new IllegalArgumentException(metric.name() + " is derived");
    };
  }

  private static Map<String, Expected> one(Expected value) {
    return Map.of("", value);
  }

  private static double[] numbers(String field, List<PlainEvent> events) {
    return events.stream()
        .filter(event -> event.has(field))
        .mapToDouble(event -> event.number(field))
        .toArray();
  }

  private static double[] weighted(Aggregate.WeightedSum sum, List<PlainEvent> events) {
    return events.stream()
        .filter(event -> event.has(sum.field()))
        .mapToDouble(event -> event.number(sum.field()) * weigh(sum.weight(), event))
        .toArray();
  }

  /** How many events it stands for: one, where it does not say so in earnest. */
  private static double weigh(Weight weight, PlainEvent event) {
    double said = event.has(weight.attribute()) ? event.number(weight.attribute()) : 1;
    return switch (weight.kind()) {
      case FACTOR -> said >= 0 ? said : 1;
      case PROBABILITY -> said > 0 && said <= 1 ? 1 / said : 1;
    };
  }

  private static Expected sum(double[] values) {
    return Expected.near(Arrays.stream(values).sum(), tolerance(values));
  }

  private static double tolerance(double[] values) {
    return ROUNDING * (1 + Arrays.stream(values).map(Math::abs).sum());
  }

  private static Map<String, Expected> mean(double[] values) {
    return values.length == 0
        ? Map.of()
        : one(
            Expected.near(
                Arrays.stream(values).sum() / values.length, tolerance(values) / values.length));
  }

  /**
   * @param less than the number of values, what the squares are divided by
   */
  private static Map<String, Expected> spread(double[] values, int less) {
    if (values.length <= less) {
      return Map.of();
    }
    double mean = Arrays.stream(values).sum() / values.length;
    double squares = Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
    double largest = Arrays.stream(values).map(Math::abs).max().orElse(0);
    // The root of a difference that is rounding alone is far larger than that.
    return one(
        Expected.near(
            Math.sqrt(squares / (values.length - less)), Math.sqrt(ROUNDING) / 10 * (1 + largest)));
  }

  private static Map<String, Expected> extreme(OptionalDouble value) {
    return value.isPresent() ? one(Expected.exact(value.getAsDouble())) : Map.of();
  }

  private static long distinct(String field, List<PlainEvent> events) {
    return events.stream().flatMap(event -> event.text(field).stream()).distinct().count();
  }

  private static Expected uniq(long values) {
    double about = (double) values;
    return Expected.near(about, values <= UNIQ_EXACT_MAX ? 0 : UNIQ_ERROR * about);
  }

  private static Map<String, Expected> quantiles(List<Double> levels, double[] values) {
    if (values.length == 0) {
      return Map.of();
    }
    double[] sorted = DoubleStream.of(values).sorted().toArray();
    Map<String, Expected> all = new LinkedHashMap<>();
    for (double level : levels) {
      int low = (int) Math.floor((level - RANK_ERROR) * sorted.length) - 2;
      int high = (int) Math.ceil((level + RANK_ERROR) * sorted.length) + 1;
      double least = sorted[Math.max(0, low)];
      double most = sorted[Math.min(sorted.length - 1, high)];
      all.put(
          SeriesName.quantile(level),
          new Expected.Between(
              least - FLOAT_ERROR * (1 + Math.abs(least)),
              most + FLOAT_ERROR * (1 + Math.abs(most))));
    }
    return all;
  }

  private static Map<String, Expected> histogram(List<Double> bounds, double[] values) {
    if (values.length == 0) {
      return Map.of();
    }
    Map<String, Expected> counts = new LinkedHashMap<>();
    for (double bound : bounds) {
      counts.put(
          SeriesName.bound(bound),
          Expected.exact((double) Arrays.stream(values).filter(value -> value <= bound).count()));
    }
    counts.put(SeriesName.INFINITY, Expected.exact(values.length));
    return counts;
  }

  private static Map<String, Expected> candle(String field, List<PlainEvent> events) {
    double[] values = numbers(field, events);
    List<Map<String, Expected>> each =
        List.of(
            at(field, events, true),
            extreme(Arrays.stream(values).max()),
            extreme(Arrays.stream(values).min()),
            at(field, events, false));
    Map<String, Expected> all = new LinkedHashMap<>();
    for (int i = 0; i < each.size(); i++) {
      String statistic = Aggregate.Candle.STATISTICS.get(i);
      each.get(i).values().forEach(value -> all.put(statistic, value));
    }
    return all;
  }

  /** Of the earliest or the latest event that has a value; of several, any. */
  private static Map<String, Expected> at(
      String field, List<PlainEvent> events, boolean isEarliest) {
    List<PlainEvent> having = events.stream().filter(event -> event.has(field)).toList();
    if (having.isEmpty()) {
      return Map.of();
    }
    long earliest = having.stream().mapToLong(PlainEvent::timeMs).min().orElseThrow();
    long latest = having.stream().mapToLong(PlainEvent::timeMs).max().orElseThrow();
    Set<Double> values =
        having.stream()
            .filter(event -> event.timeMs() == (isEarliest ? earliest : latest))
            .map(event -> event.number(field))
            .collect(Collectors.toSet());
    return one(new Expected.OneOf(values));
  }
}
