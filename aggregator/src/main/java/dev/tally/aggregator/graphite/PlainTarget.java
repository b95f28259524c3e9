package dev.tally.aggregator.graphite;

import dev.tally.aggregator.graphite.expression.Expression;
import dev.tally.aggregator.graphite.expression.Expression.Call;
import dev.tally.aggregator.graphite.expression.Expression.Text;
import dev.tally.aggregator.graphite.function.Reduction;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A target whose functions change no value: names only, and how values are consolidated. Grafana
 * wraps every query into {@code aliasSub}.
 */
final class PlainTarget {
  private static final Set<String> NAMING =
      Set.of(
          "alias",
          "aliasByMetric",
          "aliasByNode",
          "aliasByTags",
          "aliasSub",
          "alpha",
          "color",
          "dashed",
          "lineWidth",
          "secondYAxis",
          "substr");

  private PlainTarget() {}

  /** How several values of it become one; empty for other targets. */
  static Optional<Reduction> reduction(Expression target) {
    return switch (target) {
      case Expression.Path path -> Optional.of(Reduction.AVERAGE);
      case Call call -> reduction(call);
      case Expression.Numeric number -> Optional.empty();
      case Text text -> Optional.empty();
      case Expression.Bool bool -> Optional.empty();
      case Expression.Nothing nothing -> Optional.empty();
    };
  }

  private static Optional<Reduction> reduction(Call call) {
    List<Expression> arguments = call.arguments();
    if (call.function().equals("seriesByTag")) {
      return Optional.of(Reduction.AVERAGE);
    }
    if (arguments.isEmpty()) {
      return Optional.empty();
    }
    Optional<Reduction> inner = reduction(arguments.getFirst());
    if (call.function().equals("consolidateBy")
        && arguments.size() == 2
        && arguments.getLast() instanceof Text how) {
      return inner.flatMap(any -> Reduction.named(how.value()));
    }
    return NAMING.contains(call.function()) ? inner : Optional.empty();
  }
}
