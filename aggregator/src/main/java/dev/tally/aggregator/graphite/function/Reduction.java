package dev.tally.aggregator.graphite.function;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** From some values to one. NaN is no value; of no values the result is NaN, or 0 as a count. */
public enum Reduction {
  AVERAGE("average", "avg"),
  /** Where a missing value is 0. */
  AVERAGE_ZERO("avg_zero"),
  MEDIAN("median"),
  SUM("sum", "total"),
  MIN("min"),
  MAX("max"),
  /** The first value less all others. */
  DIFF("diff"),
  STDDEV("stddev"),
  COUNT("count"),
  RANGE("range", "rangeOf"),
  /** NaN where any value is missing. */
  MULTIPLY("multiply"),
  LAST("last", "current"),
  FIRST("first");

  private static final String SERIES = "Series";

  @SuppressWarnings("ImmutableEnumChecker") // a List.of
  private final List<String> names;

  Reduction(String... names) {
    this.names = List.of(names);
  }

  /** As Graphite's functions name it: "avg", and also "avgSeries". */
  public static Optional<Reduction> named(String name) {
    String plain = withoutSeries(name);
    return Arrays.stream(values()).filter(reduction -> reduction.names.contains(plain)).findFirst();
  }

  static String withoutSeries(String name) {
    return name.endsWith(SERIES) ? name.substring(0, name.length() - SERIES.length()) : name;
  }

  /** Those that a function may be asked for. */
  static List<String> allNames() {
    return Arrays.stream(values())
        .filter(reduction -> reduction != FIRST)
        .flatMap(reduction -> reduction.names.stream())
        .toList();
  }

  public double of(double[] values) {
    return of(values, 0, values.length);
  }

  public double of(double[] values, int from, int to) {
    return switch (this) {
      case AVERAGE -> sum(values, from, to) / count(values, from, to);
      case AVERAGE_ZERO -> zeroIfNone(sum(values, from, to)) / (to - from);
      case MEDIAN -> median(values, from, to);
      case SUM -> sum(values, from, to);
      case MIN -> min(values, from, to);
      case MAX -> max(values, from, to);
      case DIFF -> diff(values, from, to);
      case STDDEV -> deviation(values, from, to);
      case COUNT -> count(values, from, to);
      case RANGE -> max(values, from, to) - min(values, from, to);
      case MULTIPLY -> product(values, from, to);
      case LAST -> last(values, from, to);
      case FIRST -> first(values, from, to);
    };
  }

  /** How many values there are. */
  static int count(double[] values, int from, int to) {
    int count = 0;
    for (int i = from; i < to; i++) {
      if (!Double.isNaN(values[i])) {
        count++;
      }
    }
    return count;
  }

  private static double sum(double[] values, int from, int to) {
    double sum = 0;
    boolean isAny = false;
    for (int i = from; i < to; i++) {
      if (!Double.isNaN(values[i])) {
        sum += values[i];
        isAny = true;
      }
    }
    return isAny ? sum : Double.NaN;
  }

  private static double min(double[] values, int from, int to) {
    double min = Double.NaN;
    for (int i = from; i < to; i++) {
      if (!(values[i] >= min) && !Double.isNaN(values[i])) {
        min = values[i];
      }
    }
    return min;
  }

  private static double max(double[] values, int from, int to) {
    double max = Double.NaN;
    for (int i = from; i < to; i++) {
      if (!(values[i] <= max) && !Double.isNaN(values[i])) {
        max = values[i];
      }
    }
    return max;
  }

  private static double diff(double[] values, int from, int to) {
    double first = first(values, from, to);
    return first - (sum(values, from, to) - first);
  }

  private static double deviation(double[] values, int from, int to) {
    int count = count(values, from, to);
    double average = sum(values, from, to) / count;
    double squares = 0;
    for (int i = from; i < to; i++) {
      if (!Double.isNaN(values[i])) {
        squares += (values[i] - average) * (values[i] - average);
      }
    }
    return count == 0 ? Double.NaN : Math.sqrt(squares / count);
  }

  private static double product(double[] values, int from, int to) {
    double product = from < to ? 1 : Double.NaN;
    for (int i = from; i < to; i++) {
      product *= values[i];
    }
    return product;
  }

  private static double first(double[] values, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!Double.isNaN(values[i])) {
        return values[i];
      }
    }
    return Double.NaN;
  }

  private static double last(double[] values, int from, int to) {
    for (int i = to - 1; i >= from; i--) {
      if (!Double.isNaN(values[i])) {
        return values[i];
      }
    }
    return Double.NaN;
  }

  private static double median(double[] values, int from, int to) {
    double[] sorted =
        Arrays.stream(values, from, to).filter(value -> !Double.isNaN(value)).sorted().toArray();
    int middle = sorted.length / 2;
    if (sorted.length == 0) {
      return Double.NaN;
    }
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private static double zeroIfNone(double value) {
    return Double.isNaN(value) ? 0 : value;
  }
}
