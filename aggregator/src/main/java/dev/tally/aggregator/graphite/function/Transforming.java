package dev.tally.aggregator.graphite.function;

import dev.tally.aggregator.graphite.expression.Expression;
import java.util.Arrays;
import java.util.List;

/** Functions that compute a series from each series. */
final class Transforming {
  /** Points that one value of a moving average looks at. */
  static final int WINDOW_POINTS_MAX = 10_000;

  static final List<Function> FUNCTIONS =
      List.of(
          Function.of("scale", List.of("seriesList", "factor"), Transforming::scale),
          Function.of(
              "summarize",
              List.of("seriesList", "intervalString", "func", "alignToFrom"),
              Transforming::summarize),
          Function.of(
              "timeShift",
              List.of("seriesList", "timeShift", "resetEnd", "alignDST"),
              Transforming::timeShift),
          Function.of(
              "movingAverage",
              List.of("seriesList", "windowSize", "xFilesFactor"),
              Transforming::movingAverage));

  private Transforming() {}

  private static List<TimeSeries> scale(Arguments arguments) {
    double factor = arguments.number("factor");
    String text = SignificantDigits.format(factor);
    return arguments.series("seriesList").stream()
        .map(
            series ->
                series
                    .withValues(Arrays.stream(series.values()).map(v -> v * factor).toArray())
                    .renamed("scale(%s,%s)".formatted(series.name(), text))
                    .tagged("scale", text))
        .toList();
  }

  private static List<TimeSeries> summarize(Arguments arguments) {
    long interval = Math.abs(arguments.seconds("intervalString"));
    String intervalText = arguments.text("intervalString");
    String reductionText = arguments.text("func", "sum");
    Reduction reduction =
        Reduction.named(reductionText)
            .orElseThrow(() -> arguments.mistake("has no aggregation '" + reductionText + "'"));
    boolean alignToFrom = arguments.bool("alignToFrom", false);
    return arguments.series("seriesList").stream()
        .map(
            series -> {
              long start =
                  alignToFrom ? series.start() : Math.floorDiv(series.start(), interval) * interval;
              int size = Math.toIntExact(Math.ceilDiv(series.end() - start, interval));
              return Grid.regrid(series, start, interval, size, reduction)
                  .renamed(
                      "summarize(%s, \"%s\", \"%s\"%s)"
                          .formatted(
                              series.name(),
                              intervalText,
                              reductionText,
                              alignToFrom ? ", true" : ""))
                  .tagged("summarize", intervalText)
                  .tagged("summarizeFunction", reductionText);
            })
        .toList();
  }

  /**
   * Back in time where no sign is given. The grid has the length of the range whatever {@code
   * resetEnd} says, and UTC has no summer time to align.
   */
  private static List<TimeSeries> timeShift(Arguments arguments) {
    arguments.bool("resetEnd", true);
    arguments.bool("alignDST", false);
    String given = arguments.text("timeShift");
    boolean signed = given.startsWith("-") || given.startsWith("+");
    String shift = signed ? given : "-" + given;
    long seconds = signed ? arguments.seconds("timeShift") : -arguments.seconds("timeShift");
    return arguments.series("seriesList", arguments.range().shifted(seconds)).stream()
        .map(
            series -> {
              long start = Math.floorDiv(series.start() - seconds, series.step()) * series.step();
              return series
                  .at(start, series.step(), series.values())
                  .renamed("timeShift(%s, \"%s\")".formatted(series.name(), shift))
                  .tagged("timeShift", shift);
            })
        .toList();
  }

  /** Over the window that ends with each point, itself included. */
  private static List<TimeSeries> movingAverage(Arguments arguments) {
    double filled = arguments.number("xFilesFactor", 0);
    return switch (arguments.required("windowSize")) {
      case Expression.Numeric points -> {
        int window = arguments.integer("windowSize");
        checkWindow(window, arguments);
        long step =
            arguments.series("seriesList").stream().mapToLong(TimeSeries::step).max().orElse(0);
        yield arguments.series("seriesList", arguments.range().earlier(step * window)).stream()
            .map(series -> movingAverage(series, window, filled, points.text()))
            .toList();
      }
      case Expression.Text interval -> {
        long seconds = Math.abs(arguments.seconds("windowSize"));
        yield arguments.series("seriesList", arguments.range().earlier(seconds)).stream()
            .map(
                series -> {
                  long window = Math.max(1, seconds / series.step());
                  checkWindow(window, arguments);
                  return movingAverage(series, (int) window, filled, '"' + interval.value() + '"');
                })
            .toList();
      }
      case Expression.Path path -> throw badWindow(arguments);
      case Expression.Call call -> throw badWindow(arguments);
      case Expression.Bool bool -> throw badWindow(arguments);
    };
  }

  private static void checkWindow(long window, Arguments arguments) {
    if (window < 1 || window > WINDOW_POINTS_MAX) {
      throw arguments.mistake(
          "needs a window of 1 to %d points, not %d".formatted(WINDOW_POINTS_MAX, window));
    }
  }

  private static RuntimeException badWindow(Arguments arguments) {
    return arguments.mistake("needs a number of points, or an interval in quotes, as its window");
  }

  private static TimeSeries movingAverage(
      TimeSeries series, int window, double filled, String windowText) {
    double[] values = series.values();
    double[] averages = new double[Math.max(0, values.length - window)];
    for (int i = 0; i < averages.length; i++) {
      int from = i + 1;
      boolean isFilled = Reduction.COUNT.of(values, from, from + window) >= filled * window;
      averages[i] = isFilled ? Reduction.AVERAGE.of(values, from, from + window) : Double.NaN;
    }
    return series
        .at(series.start() + window * series.step(), series.step(), averages)
        .renamed("movingAverage(%s,%s)".formatted(series.name(), windowText))
        .tagged("movingAverage", windowText.replace("\"", ""));
  }
}
