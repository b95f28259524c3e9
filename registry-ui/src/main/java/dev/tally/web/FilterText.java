package dev.tally.web;

import static java.util.stream.Collectors.joining;

import dev.tally.edl.model.Filter;
import dev.tally.edl.model.Filter.And;
import dev.tally.edl.model.Filter.Compare;
import dev.tally.edl.model.Filter.In;
import dev.tally.edl.model.Filter.Literal;
import dev.tally.edl.model.Filter.Not;
import dev.tally.edl.model.Filter.Operator;
import dev.tally.edl.model.Filter.Or;
import java.math.BigDecimal;
import java.util.List;

/** A filter as EDL writes it: {@code delay_minutes > 15 && origin in ("LAS", "PHL")}. */
final class FilterText {
  private FilterText() {}

  static String of(Filter filter) {
    return switch (filter) {
      case And and -> joined(and.terms(), " && ");
      case Or or -> joined(or.terms(), " || ");
      case Not not -> "!" + inner(not.term());
      case Compare compare ->
          compare.attribute() + " " + sign(compare.operator()) + " " + literal(compare.literal());
      case In in ->
          in.literals().stream()
              .map(FilterText::literal)
              .collect(joining(", ", in.attribute() + " in (", ")"));
    };
  }

  private static String joined(List<Filter> terms, String operator) {
    return terms.stream().map(FilterText::term).collect(joining(operator));
  }

  /** An operand of && or ||: what is itself one of the two stands in parentheses. */
  private static String term(Filter filter) {
    return filter instanceof And || filter instanceof Or ? "(" + of(filter) + ")" : of(filter);
  }

  private static String inner(Filter filter) {
    return filter instanceof Not ? of(filter) : "(" + of(filter) + ")";
  }

  private static String sign(Operator operator) {
    return switch (operator) {
      case EQUAL -> "==";
      case NOT_EQUAL -> "!=";
      case LESS -> "<";
      case LESS_OR_EQUAL -> "<=";
      case GREATER -> ">";
      case GREATER_OR_EQUAL -> ">=";
    };
  }

  private static String literal(Literal literal) {
    return switch (literal) {
      case Literal.Text text ->
          '"' + text.value().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
      case Literal.Numeric number ->
          BigDecimal.valueOf(number.value()).stripTrailingZeros().toPlainString();
      case Literal.Bool bool -> Boolean.toString(bool.value());
    };
  }
}
