package dev.tally.aggregator.graphite.function;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tally's own: distinct counts over dimensions and windows that nobody declared. */
final class Uniques {
  static final List<Function> FUNCTIONS =
      List.of(
          Function.of(
              "uniques",
              Group.SPECIAL,
              "How many distinct values a metric had, by any of its dimensions, in a window that ends with"
                  + " each point.",
              Uniques::uniques,
              Parameter.required("metric", ParameterType.STRING),
              Parameter.optional("by", ParameterType.STRING, ""),
              Parameter.optional("window", ParameterType.INTERVAL),
              Parameter.optional("tagExpressions", ParameterType.STRING).many()));

  private Uniques() {}

  private static List<TimeSeries> uniques(Arguments arguments) {
    String metric = arguments.text("metric");
    String by = arguments.text("by");
    String window = arguments.textIfAny("window").orElse("");
    List<String> expressions = arguments.texts("tagExpressions");
    long seconds = window.isEmpty() ? 0 : arguments.seconds("window", window);
    if (seconds < 0) {
      throw arguments.mistake("needs a window of some time, not '" + window + "'");
    }
    List<String> attributes =
        Arrays.stream(by.split(",", -1))
            .map(String::strip)
            .filter(attribute -> !attribute.isEmpty())
            .distinct()
            .toList();
    String written =
        Stream.concat(Stream.of(metric, by, window), expressions.stream())
            .collect(Collectors.joining("','", "uniques('", "')"));
    List<TimeSeries> merged =
        arguments
            .evaluation()
            .source()
            .uniques(
                new UniquesQuery(metric, attributes, seconds, expressions),
                written,
                arguments.range());
    return Evaluation.read(merged, arguments.scope());
  }
}
