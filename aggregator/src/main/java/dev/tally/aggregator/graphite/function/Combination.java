package dev.tally.aggregator.graphite.function;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Several series made one by an aggregation.
 *
 * @param label its name in the name of what it makes
 * @param xFilesFactor which share of a row must be there
 */
record Combination(String label, Reduction reduction, double xFilesFactor) {
  Combination {
    requireNonNull(label);
    requireNonNull(reduction);
  }

  /** To be made when the series are there: they may have set what share must be. */
  static Combination named(String name, Arguments arguments) {
    return new Combination(
        Reduction.withoutSeries(name),
        arguments.reductionNamed(name),
        arguments.scope().memory().xFilesFactor());
  }

  /** By the argument {@code xFilesFactor} where it is given. */
  Combination filledBy(Arguments arguments) {
    return arguments.has("xFilesFactor")
        ? new Combination(label, reduction, arguments.number("xFilesFactor"))
        : this;
  }

  /** None of none. */
  List<TimeSeries> of(List<TimeSeries> series) {
    return series.isEmpty() ? List.of() : List.of(combined(series));
  }

  TimeSeries combined(List<TimeSeries> series) {
    String name = "%sSeries(%s)".formatted(label, SeriesNames.pathExpressions(series));
    return Rows.combined(series, name, this::value)
        .withTags(tags(series, name))
        .withXFilesFactor(xFilesFactor);
  }

  private double value(double[] row) {
    int count = Reduction.count(row, 0, row.length);
    return TimeSeries.isFilled(count, row.length, xFilesFactor) ? reduction.of(row) : Double.NaN;
  }

  /** Those that all series share. */
  private Map<String, String> tags(List<TimeSeries> series, String name) {
    Map<String, String> common = new TreeMap<>(series.getFirst().tags());
    series.forEach(other -> common.entrySet().retainAll(other.tags().entrySet()));
    common.putIfAbsent("name", name);
    common.put("aggregatedBy", label);
    return common;
  }
}
