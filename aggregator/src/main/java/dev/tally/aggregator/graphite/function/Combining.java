package dev.tally.aggregator.graphite.function;

import static dev.tally.aggregator.graphite.function.Group.COMBINE;
import static dev.tally.aggregator.graphite.function.Parameter.SERIES_LIST;
import static dev.tally.aggregator.graphite.function.Parameter.X_FILES_FACTOR;

import java.util.List;
import java.util.stream.Collectors;

/** Functions that make one series of several. */
final class Combining {
  private static final Parameter SERIES_LISTS =
      Parameter.required("seriesLists", ParameterType.SERIES).many();

  static final List<Function> FUNCTIONS =
      List.of(
          Function.of(
              "aggregate",
              COMBINE,
              "Combines all series by an aggregation.",
              Combining::aggregate,
              SERIES_LIST,
              Parameter.required("func", ParameterType.AGGREGATION),
              X_FILES_FACTOR),
          combine("sumSeries", "sum", "The sum of all series."),
          combine("sum", "sum", "The sum of all series."),
          combine("averageSeries", "average", "The average of all series."),
          combine("avg", "average", "The average of all series."),
          combine("minSeries", "min", "The least value of all series."),
          combine("maxSeries", "max", "The greatest value of all series."),
          combine("diffSeries", "diff", "The first series less all others."),
          combine("stddevSeries", "stddev", "The standard deviation over all series."),
          combine("rangeOfSeries", "rangeOf", "The greatest less the least value of all series."),
          Function.of(
                  "multiplySeries",
                  COMBINE,
                  "The product of all series; one alone is left as it is.",
                  Combining::multiply,
                  SERIES_LISTS)
              .aggregating(),
          Function.of(
                  "powSeries",
                  COMBINE,
                  "The first series to the power of the second, and so on.",
                  Combining::pow,
                  SERIES_LIST.many())
              .aggregating(),
          Function.of(
                  "countSeries",
                  COMBINE,
                  "How many series there are.",
                  Combining::count,
                  Parameter.optional("seriesLists", ParameterType.SERIES).many())
              .aggregating(),
          Function.of(
              "percentileOfSeries",
              COMBINE,
              "A percentile over all series.",
              Combining::percentile,
              SERIES_LIST,
              Parameter.required("n", ParameterType.FLOAT),
              Parameter.optional("interpolate", ParameterType.BOOLEAN, false)),
          Function.of(
              "group",
              COMBINE,
              "All series in one list.",
              arguments -> arguments.allSeries("seriesLists"),
              Parameter.optional("seriesLists", ParameterType.SERIES).many()));

  private Combining() {}

  private static Function combine(String name, String label, String description) {
    return Function.of(
            name,
            COMBINE,
            description,
            arguments -> {
              List<TimeSeries> series = arguments.allSeries("seriesLists");
              return Combination.named(label, arguments).of(series);
            },
            SERIES_LISTS)
        .aggregating();
  }

  private static List<TimeSeries> aggregate(Arguments arguments) {
    List<TimeSeries> series = arguments.series("seriesList");
    return Combination.named(arguments.text("func"), arguments).filledBy(arguments).of(series);
  }

  private static List<TimeSeries> multiply(Arguments arguments) {
    List<List<TimeSeries>> lists = arguments.lists("seriesLists");
    List<TimeSeries> series = lists.stream().flatMap(List::stream).toList();
    return lists.size() == 1 && series.size() == 1
        ? series
        : Combination.named("multiply", arguments).of(series);
  }

  private static List<TimeSeries> pow(Arguments arguments) {
    List<TimeSeries> series = arguments.allSeries("seriesList");
    String names = series.stream().map(TimeSeries::name).collect(Collectors.joining(","));
    return Rows.combine(series, "powSeries(" + names + ")", Combining::pow);
  }

  private static double pow(double[] row) {
    double power = row[0];
    for (int i = 1; i < row.length; i++) {
      power = Arithmetic.pow(power, row[i]);
    }
    return power;
  }

  private static List<TimeSeries> count(Arguments arguments) {
    if (!arguments.has("seriesLists")) {
      return List.of(Lines.constant("0", 0, arguments.range()).withPathExpression("countSeries()"));
    }
    List<TimeSeries> series = arguments.allSeries("seriesLists");
    String name = "countSeries(" + SeriesNames.pathExpressions(series) + ")";
    return Rows.combine(series, name, row -> row.length);
  }

  private static List<TimeSeries> percentile(Arguments arguments) {
    double n = arguments.number("n");
    if (!(n > 0)) {
      throw arguments.mistake("needs a percent greater than 0 for 'n'");
    }
    boolean interpolate = arguments.flag("interpolate");
    List<TimeSeries> series = arguments.series("seriesList");
    String expression = series.isEmpty() ? "" : series.getFirst().pathExpression();
    String name = "percentileOfSeries(%s,%s)".formatted(expression, NumberText.general(n));
    return Rows.combine(series, name, row -> Percentile.of(row, n, interpolate));
  }
}
