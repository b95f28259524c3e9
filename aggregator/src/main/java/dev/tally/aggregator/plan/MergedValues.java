package dev.tally.aggregator.plan;

import static java.util.Objects.requireNonNull;

import dev.tally.edl.model.Aggregate;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How states become the values of a metric's statistics, in SQL over the merged rows of one key.
 *
 * @param values an array of Float64 with one element per statistic
 * @param condition which keys have a point; "1" where all have
 */
public record MergedValues(StateKind kind, String values, String condition) {
  private static final String ALL = "1";

  public MergedValues {
    requireNonNull(kind);
    requireNonNull(values);
    requireNonNull(condition);
  }

  static MergedValues of(Aggregate aggregate) {
    boolean needsTwo = aggregate instanceof Aggregate.Stddev stddev && stddev.isSample();
    return new MergedValues(
        StateKind.of(aggregate), values(aggregate), needsTwo ? "sum(count) > 1" : ALL);
  }

  private static String values(Aggregate aggregate) {
    return switch (aggregate) {
      case Aggregate.Count count -> one("sum(count)");
      case Aggregate.TopK top -> one("sum(count)");
      case Aggregate.WeightedCount count -> one("sum(sum)");
      case Aggregate.Sum sum -> one("sum(sum)");
      case Aggregate.WeightedSum sum -> one("sum(sum)");
      case Aggregate.Avg avg -> one("sum(sum) / sum(count)");
      case Aggregate.Stddev(String field, boolean isSample) -> one(stddev(isSample));
      case Aggregate.Min min -> one("assumeNotNull(min(min))");
      case Aggregate.Max max -> one("assumeNotNull(max(max))");
      case Aggregate.Uniq uniq -> one("uniqMerge(uniq)");
      case Aggregate.UniqExact uniq -> one("uniqExactMerge(uniq_exact)");
      case Aggregate.Histogram histogram -> histogram(histogram.bounds());
      case Aggregate.Quantiles quantiles -> quantiles(quantiles.levels());
      case Aggregate.First first -> one("argMinMerge(first)");
      case Aggregate.Last last -> one("argMaxMerge(last)");
      case Aggregate.Candle candle ->
          "[argMinMerge(first), max(max), min(min), argMaxMerge(last)]"; // as its statistics are
      case Aggregate.Derived derived ->
          throw new IllegalArgumentException(derived + " has no states of its own");
    };
  }

  private static String one(String value) {
    return "[toFloat64(" + value + ")]";
  }

  private static String stddev(boolean isSample) {
    return isSample
        ? "sqrt(varPopStableMerge(variance) * sum(count) / (sum(count) - 1))"
        : "sqrt(varPopStableMerge(variance))";
  }

  /** A bound that no event was counted by has 0. */
  private static String histogram(List<Double> bounds) {
    return elements(bounds)
        .map(
            bound ->
                "toFloat64(tupleElement(sumMap(histogram), 2)[indexOf(tupleElement(sumMap(histogram), 1), %s)])"
                    .formatted(bound))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  /** And infinity. */
  static String bounds(List<Double> bounds) {
    return elements(bounds).collect(Collectors.joining(", ", "[", "]"));
  }

  private static Stream<String> elements(List<Double> bounds) {
    return Stream.concat(
        bounds.stream().map(bound -> "toFloat64(" + bound + ")"), Stream.of("toFloat64('inf')"));
  }

  private static String quantiles(List<Double> levels) {
    String arguments = levels.stream().map(String::valueOf).collect(Collectors.joining(", "));
    return "CAST(quantilesTDigestMerge(" + arguments + ")(quantiles), 'Array(Float64)')";
  }
}
