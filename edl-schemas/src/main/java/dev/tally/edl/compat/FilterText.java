package dev.tally.edl.compat;

import dev.tally.edl.model.Filter;
import dev.tally.edl.model.Filter.Literal;
import dev.tally.edl.model.Filter.Operator;
import java.util.List;
import java.util.stream.Collectors;

/** A filter as EDL writes it: {@code delay > 15 && origin in ('LAS', 'PHL')}. */
final class FilterText {
  private FilterText() {}

  static String of(Filter filter) {
    return switch (filter) {
      case Filter.And(List<Filter> terms) -> joined(terms, " && ");
      case Filter.Or(List<Filter> terms) -> joined(terms, " || ");
      case Filter.Not(Filter term) -> "!(" + of(term) + ")";
      case Filter.Compare(String attribute, Operator operator, Literal literal) ->
          "%s %s %s".formatted(attribute, sign(operator), literal(literal));
      case Filter.In(String attribute, List<Literal> literals) ->
          literals.stream()
              .map(FilterText::literal)
              .collect(Collectors.joining(", ", attribute + " in (", ")"));
    };
  }

  private static String joined(List<Filter> terms, String operator) {
    return terms.stream().map(FilterText::term).collect(Collectors.joining(operator));
  }

  /** In parentheses where it has terms itself. */
  private static String term(Filter filter) {
    return switch (filter) {
      case Filter.And and -> "(" + of(and) + ")";
      case Filter.Or or -> "(" + of(or) + ")";
      case Filter.Not not -> of(not);
      case Filter.Compare compare -> of(compare);
      case Filter.In in -> of(in);
    };
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
      case Literal.Text(String value) ->
          "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
      case Literal.Numeric(double value) -> ModelText.number(value);
      case Literal.Bool(boolean value) -> Boolean.toString(value);
    };
  }
}
