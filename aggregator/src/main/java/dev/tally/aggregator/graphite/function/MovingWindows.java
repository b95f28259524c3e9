package dev.tally.aggregator.graphite.function;

import static dev.tally.aggregator.graphite.function.Group.CALCULATE;
import static dev.tally.aggregator.graphite.function.Parameter.SERIES_LIST;
import static dev.tally.aggregator.graphite.function.Parameter.X_FILES_FACTOR;

import java.util.List;
import java.util.Locale;

/** Functions of the values before each. */
final class MovingWindows {
  private static final int AVERAGE_PLACES = 6;
  private static final Parameter WINDOW =
      Parameter.required("windowSize", ParameterType.POINTS_OR_INTERVAL)
          .suggesting(5, 7, 10, "1min", "5min", "10min", "30min", "1hour");

  static final List<Function> FUNCTIONS =
      List.of(
          moving("movingAverage", "average", "The average of the values before each."),
          moving("movingMedian", "median", "The median of the values before each."),
          moving("movingSum", "sum", "The sum of the values before each."),
          moving("movingMin", "min", "The least of the values before each."),
          moving("movingMax", "max", "The greatest of the values before each."),
          Function.of(
              "movingWindow",
              CALCULATE,
              "An aggregation of the values before each.",
              arguments -> moving(arguments, arguments.text("func")),
              SERIES_LIST,
              WINDOW,
              Parameter.optional("func", ParameterType.AGGREGATION, "average"),
              X_FILES_FACTOR),
          Function.of(
              "exponentialMovingAverage",
              CALCULATE,
              "The average of the values up to each, the later the weightier.",
              MovingWindows::exponential,
              SERIES_LIST,
              WINDOW),
          Function.of(
              "stdev",
              CALCULATE,
              "The standard deviation of the values up to each.",
              MovingWindows::deviation,
              SERIES_LIST,
              Parameter.required("points", ParameterType.INTEGER),
              Parameter.optional("windowTolerance", ParameterType.FLOAT, 0.1)));

  private MovingWindows() {}

  private static Function moving(String name, String func, String description) {
    return Function.of(
        name,
        CALCULATE,
        description,
        arguments -> moving(arguments, func),
        SERIES_LIST,
        WINDOW,
        X_FILES_FACTOR);
  }

  private static List<TimeSeries> moving(Arguments arguments, String func) {
    Reduction reduction = arguments.reductionNamed(func);
    Window window = Window.of(arguments);
    double factor = arguments.numberIfAny("xFilesFactor");
    String tag =
        "moving"
            + func.substring(0, 1).toUpperCase(Locale.ROOT)
            + func.substring(1).toLowerCase(Locale.ROOT);
    return window.series(arguments).stream()
        .map(
            series -> {
              double filled = Double.isNaN(factor) ? series.xFilesFactor() : factor;
              return series
                  .at(
                      window.start(series),
                      series.step(),
                      moving(series, window, reduction, filled))
                  .renamed("%s(%s,%s)".formatted(tag, series.name(), window.inName()))
                  .tagged(tag, window.text());
            })
        .toList();
  }

  /** Of the points before each, itself not included. */
  private static double[] moving(
      TimeSeries series, Window window, Reduction reduction, double filled) {
    int points = window.points(series);
    int first = window.offset(series);
    double[] values = series.values();
    double[] results = new double[Math.max(0, values.length - first)];
    double[] present = new double[points];
    for (int i = 0; i < results.length; i++) {
      int to = first + i;
      int count = present(values, to - points, to, present);
      results[i] =
          TimeSeries.isFilled(count, points, filled) ? reduction.of(present, 0, count) : Double.NaN;
    }
    return results;
  }

  private static int present(double[] values, int from, int to, double[] present) {
    int count = 0;
    for (int i = from; i < to; i++) {
      if (!Double.isNaN(values[i])) {
        present[count++] = values[i];
      }
    }
    return count;
  }

  private static List<TimeSeries> exponential(Arguments arguments) {
    Window window = Window.of(arguments);
    return window.series(arguments).stream()
        .map(
            series ->
                series
                    .at(window.start(series), series.step(), exponential(series, window))
                    .renamed(
                        "exponentialMovingAverage(%s,%s)".formatted(series.name(), window.inName()))
                    .tagged("exponentialMovingAverage", window.text()))
        .toList();
  }

  /** The first value is the average of the window before, so there is one more than points. */
  private static double[] exponential(TimeSeries series, Window window) {
    double[] values = series.values();
    int first = Math.min(window.offset(series), values.length);
    double weight = 2 / (window.length() + 1.0);
    double[] averages = new double[values.length - first + 1];
    double average =
        Reduction.AVERAGE.of(values, Math.max(0, first - window.points(series)), first);
    average = Double.isNaN(average) ? 0 : average;
    averages[0] = Rounding.round(average, AVERAGE_PLACES);
    for (int i = first; i < values.length; i++) {
      average = Double.isNaN(values[i]) ? average : weight * values[i] + (1 - weight) * average;
      averages[i - first + 1] =
          Double.isNaN(values[i]) ? Double.NaN : Rounding.round(average, AVERAGE_PLACES);
    }
    return averages;
  }

  private static List<TimeSeries> deviation(Arguments arguments) {
    int points = arguments.integer("points");
    Window.check(points, arguments);
    double tolerance = arguments.number("windowTolerance");
    return arguments.each(
        series ->
            series
                .withValues(deviations(series.values(), points, tolerance))
                .renamed("stdev(%s,%d)".formatted(series.name(), points))
                .tagged("stdev", String.valueOf(points)));
  }

  private static double[] deviations(double[] values, int points, double tolerance) {
    double[] deviations = new double[values.length];
    int count = 0;
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < values.length; i++) {
      double dropped = i < points ? Double.NaN : values[i - points];
      if (!Double.isNaN(dropped)) {
        count--;
        sum -= dropped;
        squares -= dropped * dropped;
      }
      if (!Double.isNaN(values[i])) {
        count++;
        sum += values[i];
        squares += values[i] * values[i];
      }
      deviations[i] =
          count > 0 && (double) count / points >= tolerance
              ? Math.sqrt(count * squares - sum * sum) / count
              : Double.NaN;
    }
    return deviations;
  }
}
