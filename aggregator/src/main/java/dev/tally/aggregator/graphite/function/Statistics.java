package dev.tally.aggregator.graphite.function;

import static dev.tally.aggregator.graphite.function.Group.CALCULATE;
import static dev.tally.aggregator.graphite.function.Parameter.SERIES_LIST;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Functions of all values of a series. */
final class Statistics {
  static final List<Function> FUNCTIONS =
      List.of(
          Function.of(
              "nPercentile",
              CALCULATE,
              "A percentile of each series, as a line.",
              Statistics::nPercentile,
              SERIES_LIST,
              Parameter.required("n", ParameterType.FLOAT)),
          Function.of(
              "aggregateLine",
              CALCULATE,
              "An aggregation of each series, as a line.",
              Statistics::aggregateLine,
              SERIES_LIST,
              Parameter.optional("func", ParameterType.AGGREGATION, "average"),
              Parameter.optional("keepStep", ParameterType.BOOLEAN, false)),
          Function.of(
              "linearRegression",
              CALCULATE,
              "The straight line that is nearest to each series.",
              Statistics::linearRegression,
              SERIES_LIST,
              Parameter.optional("startSourceAt", ParameterType.DATE),
              Parameter.optional("endSourceAt", ParameterType.DATE)));

  private Statistics() {}

  private static List<TimeSeries> nPercentile(Arguments arguments) {
    double n = arguments.number("n");
    if (n == 0) {
      throw arguments.mistake("needs a percent other than 0 for 'n'");
    }
    return arguments.series("seriesList").stream()
        .filter(TimeSeries::hasValue)
        .map(
            series ->
                level(series, Percentile.of(series.values(), n, false))
                    .renamed("nPercentile(%s, %s)".formatted(series.name(), NumberText.general(n)))
                    .tagged("nPercentile", NumberText.shortest(n)))
        .toList();
  }

  private static TimeSeries level(TimeSeries series, double value) {
    double[] values = new double[series.size()];
    Arrays.fill(values, value);
    return series.withValues(values);
  }

  private static List<TimeSeries> aggregateLine(Arguments arguments) {
    Reduction reduction = arguments.reduction("func");
    boolean keepStep = arguments.flag("keepStep");
    return arguments.each(
        series -> {
          double value = series.reduced(reduction);
          String text = Double.isNaN(value) ? "None" : NumberText.general(value);
          String name = "aggregateLine(%s, %s)".formatted(series.name(), text);
          return keepStep
              ? level(series, value).renamed(name)
              : Lines.constant(
                      Double.isNaN(value) ? "None" : NumberText.shortest(value),
                      value,
                      arguments.range())
                  .renamed(name);
        });
  }

  private static List<TimeSeries> linearRegression(Arguments arguments) {
    TimeRange range = arguments.range();
    long from = arguments.has("startSourceAt") ? arguments.time("startSourceAt") : range.from();
    long until = arguments.has("endSourceAt") ? arguments.time("endSourceAt") : range.until();
    List<TimeSeries> sources = arguments.series("seriesList", arguments.range(from, until));
    List<TimeSeries> targets = arguments.series("seriesList");
    List<TimeSeries> lines = new ArrayList<>();
    for (int i = 0; i < Math.min(sources.size(), targets.size()); i++) {
      TimeSeries target = targets.get(i);
      String name = "linearRegression(%s, %d, %d)".formatted(target.name(), from, until);
      Regression.of(sources.get(i))
          .ifPresent(
              line ->
                  lines.add(
                      target
                          .withValues(line.values(target))
                          .renamed(name)
                          .tagged("linearRegressions", from + ", " + until)));
    }
    return lines;
  }
}
