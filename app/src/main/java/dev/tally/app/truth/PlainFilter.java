package dev.tally.app.truth;

import dev.tally.edl.model.Filter;
import java.util.Optional;

/** Whether an event fulfills a condition. */
final class PlainFilter {
  private PlainFilter() {}

  static boolean holds(Filter filter, PlainEvent event) {
    return switch (filter) {
      case Filter.And and -> and.terms().stream().allMatch(term -> holds(term, event));
      case Filter.Or or -> or.terms().stream().anyMatch(term -> holds(term, event));
      case Filter.Not not -> !holds(not.term(), event);
      case Filter.Compare compare ->
          compares(event, compare.attribute(), compare.operator(), compare.literal());
      case Filter.In in ->
          in.literals().stream()
              .anyMatch(literal -> compares(event, in.attribute(), Filter.Operator.EQUAL, literal));
    };
  }

  /** False where the attribute is unset. */
  private static boolean compares(
      PlainEvent event, String attribute, Filter.Operator operator, Filter.Literal literal) {
    return Optional.ofNullable(event.values().get(attribute))
        .map(value -> order(value, literal))
        .filter(order -> fits(order, operator))
        .isPresent();
  }

  private static int order(Object value, Filter.Literal literal) {
    return switch (literal) {
      case Filter.Literal.Text text -> value.toString().compareTo(text.value());
      case Filter.Literal.Numeric number -> order((Double) value, number.value());
      case Filter.Literal.Bool bool -> Boolean.compare((Boolean) value, bool.value());
    };
  }

  /** Unlike {@link Double#compare}, zero equals minus zero. */
  private static int order(double value, double other) {
    return value < other ? -1 : value > other ? 1 : 0;
  }

  private static boolean fits(int order, Filter.Operator operator) {
    return switch (operator) {
      case EQUAL -> order == 0;
      case NOT_EQUAL -> order != 0;
      case LESS -> order < 0;
      case LESS_OR_EQUAL -> order <= 0;
      case GREATER -> order > 0;
      case GREATER_OR_EQUAL -> order >= 0;
    };
  }
}
