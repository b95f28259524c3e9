package dev.tally.aggregator.graphite.function;

import dev.tally.aggregator.graphite.expression.Expression;
import dev.tally.aggregator.graphite.expression.ExpressionParser;
import dev.tally.error.TallyException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Functions that change names only. */
final class Naming {
  static final List<Function> FUNCTIONS =
      List.of(
          Function.of("alias", List.of("seriesList", "newName"), Naming::alias),
          Function.variadic("aliasByNode", List.of("seriesList", "nodes"), Naming::aliasByNode));

  private Naming() {}

  private static List<TimeSeries> alias(Arguments arguments) {
    String name = arguments.text("newName");
    return arguments.series("seriesList").stream().map(series -> series.named(name)).toList();
  }

  private static List<TimeSeries> aliasByNode(Arguments arguments) {
    arguments.required("nodes");
    List<Expression> nodes = arguments.rest("nodes");
    return arguments.series("seriesList").stream()
        .map(
            series ->
                series.named(
                    nodes.stream()
                        .map(node -> node(series, node, arguments))
                        .collect(Collectors.joining("."))))
        .toList();
  }

  /** A component of the path by its index, from the end when negative; or a tag by its name. */
  private static String node(TimeSeries series, Expression node, Arguments arguments) {
    return switch (node) {
      case Expression.Numeric number -> component(series, (int) number.value());
      case Expression.Text tag -> series.tags().getOrDefault(tag.value(), "");
      case Expression.Path path -> throw badNode(arguments);
      case Expression.Call call -> throw badNode(arguments);
      case Expression.Bool bool -> throw badNode(arguments);
    };
  }

  private static RuntimeException badNode(Arguments arguments) {
    return arguments.mistake("takes numbers, and names of tags in quotes, as nodes");
  }

  private static String component(TimeSeries series, int index) {
    String path = series.name().endsWith(")") ? firstPath(series.name()) : series.name();
    String[] components = path.split("\\.", -1);
    int at = index < 0 ? components.length + index : index;
    return at >= 0 && at < components.length ? components[at] : "";
  }

  /** The leftmost path in a name that a function made. */
  private static String firstPath(String name) {
    try {
      return firstPath(ExpressionParser.parse(name)).orElse(name);
    } catch (TallyException e) {
      return name; // An alias that only looks like a call.
    }
  }

  private static Optional<String> firstPath(Expression expression) {
    return switch (expression) {
      case Expression.Path path -> Optional.of(path.pattern());
      case Expression.Call call -> call.arguments().stream().findFirst().flatMap(Naming::firstPath);
      case Expression.Numeric number -> Optional.empty();
      case Expression.Text text -> Optional.empty();
      case Expression.Bool bool -> Optional.empty();
    };
  }
}
