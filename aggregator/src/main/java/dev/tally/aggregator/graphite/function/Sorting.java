package dev.tally.aggregator.graphite.function;

import static dev.tally.aggregator.graphite.function.Group.SORTING;
import static dev.tally.aggregator.graphite.function.Parameter.SERIES_LIST;

import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/** Functions that order series. */
final class Sorting {
  private static final Pattern DIGITS = Pattern.compile("\\d+");
  private static final int NATURAL_DIGITS = 10;
  private static final Parameter REVERSE =
      Parameter.optional("reverse", ParameterType.BOOLEAN, false);

  static final List<Function> FUNCTIONS =
      List.of(
          Function.of(
              "sortBy",
              SORTING,
              "By an aggregation.",
              arguments ->
                  sorted(
                      arguments.series("seriesList"),
                      arguments.reduction("func"),
                      arguments.flag("reverse")),
              SERIES_LIST,
              Parameter.optional("func", ParameterType.AGGREGATION, "average"),
              REVERSE),
          Function.of(
              "sortByName",
              SORTING,
              "By name; naturally, 2 is before 10.",
              Sorting::byName,
              SERIES_LIST,
              Parameter.optional("natural", ParameterType.BOOLEAN, false),
              REVERSE),
          Function.of(
              "sortByTotal",
              SORTING,
              "By sum, the greatest first.",
              arguments -> sorted(arguments.series("seriesList"), Reduction.SUM, true),
              SERIES_LIST),
          Function.of(
              "sortByMaxima",
              SORTING,
              "By maximum, the greatest first.",
              arguments -> sorted(arguments.series("seriesList"), Reduction.MAX, true),
              SERIES_LIST),
          Function.of(
              "sortByMinima",
              SORTING,
              "Those that are positive anywhere, by minimum, the least first.",
              Sorting::byMinima,
              SERIES_LIST));

  private Sorting() {}

  /** Equal ones as they were; those without a value are the least. */
  static List<TimeSeries> sorted(
      List<TimeSeries> series, Reduction reduction, boolean greatestFirst) {
    Comparator<TimeSeries> order =
        Comparator.comparingDouble(
            one -> {
              double value = one.reduced(reduction);
              return Double.isNaN(value) ? Double.NEGATIVE_INFINITY : value;
            });
    return series.stream().sorted(greatestFirst ? order.reversed() : order).toList();
  }

  private static List<TimeSeries> byName(Arguments arguments) {
    boolean natural = arguments.flag("natural");
    Comparator<TimeSeries> order =
        Comparator.comparing(series -> natural ? natural(series.name()) : series.name());
    return arguments.series("seriesList").stream()
        .sorted(arguments.flag("reverse") ? order.reversed() : order)
        .toList();
  }

  private static String natural(String name) {
    return DIGITS
        .matcher(name)
        .replaceAll(
            digits ->
                "0".repeat(Math.max(0, NATURAL_DIGITS - digits.group().length())) + digits.group());
  }

  private static List<TimeSeries> byMinima(Arguments arguments) {
    List<TimeSeries> positive =
        arguments.series("seriesList").stream()
            .filter(series -> series.reduced(Reduction.MAX) > 0)
            .toList();
    return sorted(positive, Reduction.MIN, false);
  }
}
