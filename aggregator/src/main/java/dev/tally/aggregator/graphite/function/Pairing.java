package dev.tally.aggregator.graphite.function;

import static dev.tally.aggregator.graphite.function.Group.COMBINE;
import static dev.tally.aggregator.graphite.function.Parameter.X_FILES_FACTOR;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Functions of two lists of series, one of each at a time. */
final class Pairing {
  private static final Parameter FIRST =
      Parameter.required("seriesListFirstPos", ParameterType.SERIES);
  private static final Parameter SECOND =
      Parameter.required("seriesListSecondPos", ParameterType.SERIES);

  private static final Parameter DIVIDENDS =
      Parameter.required("dividendSeriesList", ParameterType.SERIES);

  static final List<Function> FUNCTIONS =
      List.of(
          Function.of(
              "aggregateSeriesLists",
              COMBINE,
              "Combines the first series of both lists, the second, and so on.",
              arguments -> pairs(arguments, arguments.text("func")),
              FIRST,
              SECOND,
              Parameter.required("func", ParameterType.AGGREGATION),
              X_FILES_FACTOR),
          pairs("sumSeriesLists", "sum", "Adds each series of the second list to its pair."),
          pairs("diffSeriesLists", "diff", "Takes each series of the second list from its pair."),
          pairs("multiplySeriesLists", "multiply", "Multiplies the series of both lists."),
          quotients(
              "divideSeries", "divisorSeries", "Divides each series by one.", Pairing::divide),
          quotients(
              "divideSeriesLists",
              "divisorSeriesList",
              "Divides each series of the first list by its pair.",
              Pairing::divideLists),
          Function.of(
              "weightedAverage",
              COMBINE,
              "The average of series by the weights that other series are.",
              Pairing::weightedAverage,
              Parameter.required("seriesListAvg", ParameterType.SERIES),
              Parameter.required("seriesListWeight", ParameterType.SERIES),
              Parameter.optional("nodes", ParameterType.NODE_OR_TAG).many()));

  private Pairing() {}

  private static Function pairs(String name, String label, String description) {
    return Function.of(
            name, COMBINE, description, arguments -> pairs(arguments, label), FIRST, SECOND)
        .aggregating();
  }

  private static Function quotients(
      String name, String divisor, String description, Function.Body body) {
    return Function.of(
        name,
        COMBINE,
        description,
        body,
        DIVIDENDS,
        Parameter.required(divisor, ParameterType.SERIES));
  }

  private static List<TimeSeries> pairs(Arguments arguments, String label) {
    List<TimeSeries> first = arguments.series("seriesListFirstPos");
    List<TimeSeries> second = arguments.series("seriesListSecondPos");
    checkPairs(first, second, arguments);
    Combination combination = Combination.named(label, arguments).filledBy(arguments);
    return paired(
        first,
        second,
        (one, other) -> {
          String name = "%sSeries(%s,%s)".formatted(combination.label(), one.name(), other.name());
          return combination.combined(List.of(one, other)).named(name);
        });
  }

  private static List<TimeSeries> paired(
      List<TimeSeries> first, List<TimeSeries> second, BinaryOperator<TimeSeries> operator) {
    return IntStream.range(0, first.size())
        .mapToObj(i -> operator.apply(first.get(i), second.get(i)))
        .toList();
  }

  private static void checkPairs(
      List<TimeSeries> first, List<TimeSeries> second, Arguments arguments) {
    if (first.size() != second.size()) {
      throw arguments.mistake(
          "needs two lists of the same length, not %d and %d series"
              .formatted(first.size(), second.size()));
    }
  }

  private static List<TimeSeries> divide(Arguments arguments) {
    List<TimeSeries> dividends = arguments.series("dividendSeriesList");
    List<TimeSeries> divisors = arguments.series("divisorSeries");
    if (divisors.isEmpty()) {
      return dividends.stream()
          .map(
              series ->
                  series
                      .renamed("divideSeries(%s,MISSING)".formatted(series.name()))
                      .withValues(TimeSeries.nothing(series.size())))
          .toList();
    }
    if (divisors.size() > 1) {
      throw arguments.mistake("needs one series to divide by, not " + divisors.size());
    }
    return dividends.stream().map(series -> divided(series, divisors.getFirst())).toList();
  }

  private static List<TimeSeries> divideLists(Arguments arguments) {
    List<TimeSeries> dividends = arguments.series("dividendSeriesList");
    List<TimeSeries> divisors = arguments.series("divisorSeriesList");
    checkPairs(dividends, divisors, arguments);
    return paired(dividends, divisors, Pairing::divided);
  }

  private static TimeSeries divided(TimeSeries dividend, TimeSeries divisor) {
    String name = "divideSeries(%s,%s)".formatted(dividend.name(), divisor.name());
    return Rows.combined(dividend, divisor, name, Arithmetic::divide);
  }

  private static List<TimeSeries> weightedAverage(Arguments arguments) {
    List<TimeSeries> averages = arguments.series("seriesListAvg");
    List<TimeSeries> weights = arguments.series("seriesListWeight");
    checkPairs(averages, weights, arguments);
    List<Node> nodes = arguments.nodes("nodes");
    List<TimeSeries> products = products(averages, weights, nodes);
    if (products.isEmpty()) {
      return List.of();
    }
    Combination sum = Combination.named("sum", arguments);
    String name =
        "weightedAverage(%s, %s, %s)"
            .formatted(
                sortedExpressions(averages),
                sortedExpressions(weights),
                nodes.stream().map(Node::tag).collect(Collectors.joining(",")));
    return List.of(
        Rows.combined(sum.combined(products), sum.combined(weights), name, Arithmetic::divide));
  }

  /** Of each average and the weight that has the same key, the last of equal ones. */
  private static List<TimeSeries> products(
      List<TimeSeries> averages, List<TimeSeries> weights, List<Node> nodes) {
    Map<String, TimeSeries> averageByKey = new LinkedHashMap<>();
    averages.forEach(series -> averageByKey.put(Node.key(series, nodes), series));
    Map<String, TimeSeries> weightByKey = new HashMap<>();
    weights.forEach(series -> weightByKey.put(Node.key(series, nodes), series));
    List<TimeSeries> products = new ArrayList<>();
    averageByKey.forEach(
        (key, average) -> {
          TimeSeries weight = weightByKey.get(key);
          if (weight != null) {
            String name = "product(%s,%s)".formatted(weight.name(), average.name());
            products.add(Rows.combined(average, weight, name, (a, w) -> a * w));
          }
        });
    return products;
  }

  private static String sortedExpressions(List<TimeSeries> series) {
    return series.stream()
        .map(TimeSeries::pathExpression)
        .distinct()
        .sorted()
        .collect(Collectors.joining(","));
  }
}
