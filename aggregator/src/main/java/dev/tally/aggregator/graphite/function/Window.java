package dev.tally.aggregator.graphite.function;

import static java.util.Objects.requireNonNull;

import dev.tally.aggregator.graphite.expression.Expression;
import java.util.List;

/**
 * What a moving function looks back at: a number of points, or an interval.
 *
 * @param text as names repeat it
 * @param length points, or seconds
 * @param preview seconds that are needed before the range
 */
record Window(String text, boolean isInterval, long length, long preview) {
  /** Points that one value of a moving function looks at. */
  static final int POINTS_MAX = 10_000;

  Window {
    requireNonNull(text);
  }

  static Window of(Arguments arguments) {
    return switch (arguments.literal("windowSize")) {
      case Expression.Numeric number -> {
        int points = arguments.integer("windowSize");
        check(points, arguments);
        long step =
            arguments.series("seriesList").stream().mapToLong(TimeSeries::step).max().orElse(0);
        yield new Window(number.text(), false, points, step * points);
      }
      case Expression.Text interval -> {
        long seconds = Math.abs(arguments.seconds("windowSize"));
        yield new Window(interval.value(), true, seconds, seconds);
      }
      case Expression.Path path -> throw bad(arguments);
      case Expression.Call call -> throw bad(arguments);
      case Expression.Bool bool -> throw bad(arguments);
      case Expression.Nothing nothing -> throw bad(arguments);
    };
  }

  static void check(long points, Arguments arguments) {
    if (points < 1 || points > POINTS_MAX) {
      throw arguments.mistake(
          "needs a window of 1 to %d points, not %d".formatted(POINTS_MAX, points));
    }
  }

  private static RuntimeException bad(Arguments arguments) {
    return arguments.mistake("needs a number of points, or an interval in quotes, as its window");
  }

  /** With what comes before the range; none where there is none in the range itself. */
  List<TimeSeries> series(Arguments arguments) {
    if (preview == 0) {
      return List.of();
    }
    List<TimeSeries> series = arguments.series("seriesList", arguments.range().earlier(preview));
    for (TimeSeries one : series) {
      check(Math.max(1, points(one)), arguments);
      arguments.evaluation().budget().spend(arguments.functionName(), work(one));
    }
    return series;
  }

  private long work(TimeSeries series) {
    return (long) series.size() * points(series);
  }

  int points(TimeSeries series) {
    return Math.toIntExact(isInterval ? length / series.step() : length);
  }

  /** Index of the first value in the range. */
  int offset(TimeSeries series) {
    return Math.toIntExact(preview / series.step());
  }

  long start(TimeSeries series) {
    return series.start() + offset(series) * series.step();
  }

  String inName() {
    return isInterval ? "\"" + text + "\"" : text;
  }
}
