package dev.tally.aggregator.graphite.function;

import java.util.Comparator;
import java.util.List;

/** Functions that leave series out. */
final class Choosing {
  static final List<Function> FUNCTIONS =
      List.of(
          Function.of("limit", List.of("seriesList", "n"), Choosing::limit),
          Function.of("highestMax", List.of("seriesList", "n"), Choosing::highestMax));

  private Choosing() {}

  private static List<TimeSeries> limit(Arguments arguments) {
    return arguments.series("seriesList").stream().limit(count(arguments)).toList();
  }

  private static List<TimeSeries> highestMax(Arguments arguments) {
    // Series without a value come last.
    Comparator<TimeSeries> byMax =
        Comparator.comparingDouble(
            series ->
                series.hasValue() ? Reduction.MAX.of(series.values()) : Double.NEGATIVE_INFINITY);
    return arguments.series("seriesList").stream()
        .sorted(byMax.reversed())
        .limit(count(arguments))
        .toList();
  }

  private static int count(Arguments arguments) {
    int count = arguments.integer("n");
    if (count < 0) {
      throw arguments.mistake("needs a number of series that is not negative");
    }
    return count;
  }
}
