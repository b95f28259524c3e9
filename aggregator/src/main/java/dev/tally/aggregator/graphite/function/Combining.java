package dev.tally.aggregator.graphite.function;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Functions that make one series of several. */
final class Combining {
  private static final List<String> PARAMETERS = List.of("seriesLists");

  static final List<Function> FUNCTIONS =
      List.of(
          combine("sumSeries", "sum", Reduction.SUM),
          combine("sum", "sum", Reduction.SUM),
          combine("averageSeries", "average", Reduction.AVERAGE),
          combine("avg", "average", Reduction.AVERAGE),
          combine("minSeries", "min", Reduction.MIN),
          combine("maxSeries", "max", Reduction.MAX));

  private Combining() {}

  private static Function combine(String name, String label, Reduction reduction) {
    return Function.variadic(
        name,
        PARAMETERS,
        arguments -> combine(arguments.allSeries("seriesLists"), label, reduction));
  }

  private static List<TimeSeries> combine(
      List<TimeSeries> series, String label, Reduction reduction) {
    if (series.isEmpty()) {
      return List.of();
    }
    List<TimeSeries> aligned = Grid.align(series);
    TimeSeries first = aligned.getFirst();
    double[] combined = new double[first.values().length];
    double[] row = new double[aligned.size()];
    for (int i = 0; i < combined.length; i++) {
      for (int s = 0; s < row.length; s++) {
        row[s] = aligned.get(s).values()[i];
      }
      combined[i] = reduction.of(row);
    }
    String name =
        series.stream()
            .map(TimeSeries::pathExpression)
            .distinct()
            .collect(Collectors.joining(",", label + "Series(", ")"));
    return List.of(
        new TimeSeries(
            name, name, tags(series, name, label), first.start(), first.step(), combined));
  }

  /** Those that all series share. */
  private static Map<String, String> tags(List<TimeSeries> series, String name, String label) {
    Map<String, String> common = new TreeMap<>(series.getFirst().tags());
    series.forEach(other -> common.entrySet().retainAll(other.tags().entrySet()));
    common.putIfAbsent("name", name);
    common.put("aggregatedBy", label);
    return common;
  }
}
