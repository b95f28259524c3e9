package dev.tally.aggregator.graphite.function;

import static dev.tally.aggregator.graphite.function.Group.FILTER_SERIES;
import static dev.tally.aggregator.graphite.function.Parameter.SERIES_LIST;
import static dev.tally.aggregator.graphite.function.Parameter.X_FILES_FACTOR;
import static dev.tally.aggregator.graphite.function.Substitution.REPLACE;
import static dev.tally.aggregator.graphite.function.Substitution.SEARCH;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Functions that leave series out. */
final class Filters {
  private static final Parameter N = Parameter.required("n", ParameterType.INTEGER);
  private static final Parameter LEVEL = Parameter.required("n", ParameterType.FLOAT);
  private static final Parameter FUNC =
      Parameter.optional("func", ParameterType.AGGREGATION, "average");

  static final List<Function> FUNCTIONS =
      List.of(
          Function.of(
              "filterSeries",
              FILTER_SERIES,
              "The series of which an aggregation compares with a number as asked.",
              Filters::filterSeries,
              SERIES_LIST,
              Parameter.required("func", ParameterType.AGGREGATION),
              Parameter.required("operator", ParameterType.STRING)
                  .of("!=", "<", "<=", "=", ">", ">="),
              Parameter.required("threshold", ParameterType.FLOAT)),
          level("averageAbove", Reduction.AVERAGE, true),
          level("averageBelow", Reduction.AVERAGE, false),
          level("currentAbove", Reduction.LAST, true),
          level("currentBelow", Reduction.LAST, false),
          level("maximumAbove", Reduction.MAX, true),
          level("maximumBelow", Reduction.MAX, false),
          level("minimumAbove", Reduction.MIN, true),
          level("minimumBelow", Reduction.MIN, false),
          ranked("highest", "The n series with the greatest aggregations.", true),
          ranked("lowest", "The n series with the least aggregations.", false),
          ranked("highestAverage", Reduction.AVERAGE, true),
          ranked("highestCurrent", Reduction.LAST, true),
          ranked("highestMax", Reduction.MAX, true),
          ranked("lowestAverage", Reduction.AVERAGE, false),
          ranked("lowestCurrent", Reduction.LAST, false),
          Function.of(
              "limit",
              FILTER_SERIES,
              "The first n series.",
              arguments -> arguments.series("seriesList").stream().limit(n(arguments)).toList(),
              SERIES_LIST,
              N),
          Function.of(
              "mostDeviant",
              FILTER_SERIES,
              "The n series whose values vary most.",
              Filters::mostDeviant,
              SERIES_LIST,
              N),
          named("exclude", "The series in whose names a regular expression finds nothing.", false),
          named("grep", "The series in whose names a regular expression finds something.", true),
          Function.of(
              "unique",
              FILTER_SERIES,
              "Of series with the same name the first.",
              Filters::unique,
              Parameter.required("seriesLists", ParameterType.SERIES).many()),
          Function.of(
              "removeEmptySeries",
              FILTER_SERIES,
              "The series of which a share of values is there.",
              Filters::removeEmpty,
              SERIES_LIST,
              X_FILES_FACTOR),
          Function.of(
              "averageOutsidePercentile",
              FILTER_SERIES,
              "The series whose average is not between two percentiles of all averages.",
              Filters::averageOutside,
              SERIES_LIST,
              LEVEL),
          Function.of(
              "removeBetweenPercentile",
              FILTER_SERIES,
              "The series that are not always between two percentiles of all series.",
              Filters::removeBetween,
              SERIES_LIST,
              LEVEL),
          Function.of(
              "useSeriesAbove",
              FILTER_SERIES,
              "For each series that exceeds a value another, whose path follows from its name.",
              Filters::useSeriesAbove,
              SERIES_LIST,
              Parameter.required("value", ParameterType.FLOAT),
              SEARCH,
              REPLACE),
          Function.of(
              "fallbackSeries",
              Group.SPECIAL,
              "Other series where there are none.",
              Filters::fallback,
              SERIES_LIST,
              Parameter.required("fallback", ParameterType.SERIES)));

  private Filters() {}

  private static Function level(String name, Reduction reduction, boolean above) {
    String what = reduction.name().toLowerCase(Locale.ROOT);
    return Function.of(
        name,
        FILTER_SERIES,
        "The series whose %s is %s.".formatted(what, above ? "above n" : "n or below"),
        arguments -> {
          double level = arguments.number("n");
          return kept(arguments, series -> (series.reduced(reduction) > level) == above);
        },
        SERIES_LIST,
        LEVEL);
  }

  private static Function ranked(String name, String description, boolean highest) {
    return Function.of(
        name,
        FILTER_SERIES,
        description,
        arguments -> ranked(arguments, arguments.reduction("func"), highest),
        SERIES_LIST,
        N,
        FUNC);
  }

  private static Function ranked(String name, Reduction reduction, boolean highest) {
    return Function.of(
        name,
        FILTER_SERIES,
        "The n series with the %s %s."
            .formatted(highest ? "highest" : "lowest", reduction.name().toLowerCase(Locale.ROOT)),
        arguments -> ranked(arguments, reduction, highest),
        SERIES_LIST,
        N);
  }

  private static Function named(String name, String description, boolean found) {
    return Function.of(
        name,
        FILTER_SERIES,
        description,
        arguments -> named(arguments, found),
        SERIES_LIST,
        Parameter.required("pattern", ParameterType.STRING));
  }

  private static List<TimeSeries> kept(Arguments arguments, Predicate<TimeSeries> predicate) {
    return arguments.series("seriesList").stream().filter(predicate).toList();
  }

  private static int n(Arguments arguments) {
    int count = arguments.integer("n");
    if (count < 0) {
      throw arguments.mistake("needs a number of series that is not negative");
    }
    return count;
  }

  private static List<TimeSeries> ranked(
      Arguments arguments, Reduction reduction, boolean highest) {
    return Sorting.sorted(arguments.series("seriesList"), reduction, highest).stream()
        .limit(arguments.has("n") ? n(arguments) : 1)
        .toList();
  }

  private static List<TimeSeries> filterSeries(Arguments arguments) {
    Reduction reduction = arguments.reduction("func");
    String operator = arguments.text("operator");
    double threshold = arguments.number("threshold");
    if (!List.of("=", "!=", ">", ">=", "<", "<=").contains(operator)) {
      throw arguments.mistake("has no operator '%s'".formatted(operator));
    }
    return kept(arguments, series -> compares(series.reduced(reduction), operator, threshold));
  }

  /** No value is below any. */
  private static boolean compares(double value, String operator, double threshold) {
    return switch (operator) {
      case "=" -> value == threshold;
      case "!=" -> value != threshold;
      case ">" -> value > threshold;
      case ">=" -> value >= threshold;
      case "<" -> !(value >= threshold);
      default -> !(value > threshold);
    };
  }

  private static List<TimeSeries> mostDeviant(Arguments arguments) {
    return arguments.series("seriesList").stream()
        .filter(TimeSeries::hasValue)
        .sorted(Comparator.comparingDouble(Filters::variance).reversed())
        .limit(n(arguments))
        .toList();
  }

  private static double variance(TimeSeries series) {
    double deviation = series.reduced(Reduction.STDDEV);
    return deviation * deviation;
  }

  private static List<TimeSeries> named(Arguments arguments, boolean found) {
    PatternText pattern = new PatternText(arguments.text("pattern"));
    return kept(arguments, series -> pattern.isFoundIn(series.name()) == found);
  }

  private static List<TimeSeries> unique(Arguments arguments) {
    Set<String> names = new HashSet<>();
    return arguments.allSeries("seriesLists").stream()
        .filter(series -> names.add(series.name()))
        .toList();
  }

  private static List<TimeSeries> removeEmpty(Arguments arguments) {
    double factor = arguments.has("xFilesFactor") ? arguments.number("xFilesFactor") : 0;
    return kept(
        arguments,
        series ->
            TimeSeries.isFilled(
                Reduction.count(series.values(), 0, series.size()), series.size(), factor));
  }

  private static double upper(Arguments arguments) {
    double percent = arguments.number("n");
    return percent < 50 ? 100 - percent : percent;
  }

  private static List<TimeSeries> averageOutside(Arguments arguments) {
    double percent = upper(arguments);
    List<TimeSeries> series = arguments.series("seriesList");
    double[] averages =
        series.stream().mapToDouble(one -> one.reduced(Reduction.AVERAGE)).toArray();
    double low = Percentile.of(averages, 100 - percent, false);
    double high = Percentile.of(averages, percent, false);
    return series.stream()
        .filter(one -> !isBetween(one.reduced(Reduction.AVERAGE), low, high))
        .toList();
  }

  private static boolean isBetween(double value, double low, double high) {
    return low < value && value < high;
  }

  private static List<TimeSeries> removeBetween(Arguments arguments) {
    double percent = upper(arguments);
    List<TimeSeries> series = arguments.series("seriesList");
    if (series.isEmpty()) {
      return List.of();
    }
    List<TimeSeries> aligned = Grid.align(series);
    double[] low = percentiles(aligned, 100 - percent);
    double[] high = percentiles(aligned, percent);
    Set<Integer> outside = new HashSet<>();
    for (int s = 0; s < series.size(); s++) {
      double[] values = aligned.get(s).values();
      for (int i = 0; i < values.length; i++) {
        if (!Double.isNaN(values[i]) && !isBetween(values[i], low[i], high[i])) {
          outside.add(s);
        }
      }
    }
    return outside.stream().sorted().map(series::get).toList();
  }

  private static double[] percentiles(List<TimeSeries> aligned, double percent) {
    return Rows.combined(aligned, "", row -> Percentile.of(row, percent, false)).values();
  }

  private static List<TimeSeries> useSeriesAbove(Arguments arguments) {
    double value = arguments.number("value");
    Substitution path = Substitution.of(arguments);
    String names =
        kept(arguments, series -> series.reduced(Reduction.MAX) > value).stream()
            .map(path::name)
            .collect(Collectors.joining(","));
    return names.isEmpty()
        ? List.of()
        : arguments.evaluation().evaluate("group(" + names + ")", arguments.scope());
  }

  private static List<TimeSeries> fallback(Arguments arguments) {
    List<TimeSeries> series = arguments.series("seriesList");
    return series.isEmpty() ? arguments.series("fallback") : series;
  }
}
