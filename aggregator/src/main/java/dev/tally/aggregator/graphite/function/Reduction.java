package dev.tally.aggregator.graphite.function;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** From some values to one. NaN is no value; of no values the result is NaN. */
public enum Reduction {
  SUM,
  AVERAGE,
  MIN,
  MAX,
  LAST,
  FIRST,
  COUNT,
  MEDIAN,
  RANGE;

  /** As Graphite's functions name it: "avg". */
  public static Optional<Reduction> named(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "sum", "total" -> Optional.of(SUM);
      case "average", "avg" -> Optional.of(AVERAGE);
      case "min" -> Optional.of(MIN);
      case "max" -> Optional.of(MAX);
      case "last", "current" -> Optional.of(LAST);
      case "first" -> Optional.of(FIRST);
      case "count" -> Optional.of(COUNT);
      case "median" -> Optional.of(MEDIAN);
      case "range", "rangeof" -> Optional.of(RANGE);
      default -> Optional.empty();
    };
  }

  public double of(double[] values) {
    return of(values, 0, values.length);
  }

  public double of(double[] values, int from, int to) {
    int count = 0;
    double sum = 0;
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    double first = Double.NaN;
    double last = Double.NaN;
    for (int i = from; i < to; i++) {
      double value = values[i];
      if (!Double.isNaN(value)) {
        first = count == 0 ? value : first;
        last = value;
        count++;
        sum += value;
        min = Math.min(min, value);
        max = Math.max(max, value);
      }
    }
    if (count == 0) {
      return Double.NaN;
    }
    return switch (this) {
      case SUM -> sum;
      case AVERAGE -> sum / count;
      case MIN -> min;
      case MAX -> max;
      case LAST -> last;
      case FIRST -> first;
      case COUNT -> count;
      case MEDIAN -> median(values, from, to);
      case RANGE -> max - min;
    };
  }

  private static double median(double[] values, int from, int to) {
    double[] sorted =
        Arrays.stream(values, from, to).filter(value -> !Double.isNaN(value)).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
