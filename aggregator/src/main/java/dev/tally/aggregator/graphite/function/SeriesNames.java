package dev.tally.aggregator.graphite.function;

import dev.tally.aggregator.graphite.expression.Expression;
import dev.tally.aggregator.graphite.expression.ExpressionParser;
import dev.tally.error.TallyException;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the names of series say about where they come from. */
final class SeriesNames {
  private SeriesNames() {}

  /** What asked for the series, each once. */
  static String pathExpressions(Collection<TimeSeries> series) {
    return series.stream()
        .map(TimeSeries::pathExpression)
        .distinct()
        .collect(Collectors.joining(","));
  }

  /** The leftmost path in a name that a function made; the name where it only looks like a call. */
  static String firstPath(String name) {
    try {
      return firstPath(ExpressionParser.parseBeginning(name)).orElse(name);
    } catch (TallyException e) {
      return name;
    }
  }

  private static Optional<String> firstPath(Expression expression) {
    return switch (expression) {
      case Expression.Path path -> Optional.of(path.pattern());
      case Expression.Call call ->
          call.arguments().stream().findFirst().flatMap(SeriesNames::firstPath);
      case Expression.Numeric number -> Optional.empty();
      case Expression.Text text -> Optional.empty();
      case Expression.Bool bool -> Optional.empty();
      case Expression.Nothing nothing -> Optional.empty();
    };
  }
}
