package dev.tally.storage.view;

import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.AttributeType;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Filter;
import dev.tally.edl.model.Filter.Literal;
import dev.tally.edl.model.Shape;
import dev.tally.storage.Sql;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Filters as SQL conditions over the columns of the raw table: UInt8, never NULL. A comparison with
 * an unset attribute is 0, and so is one with NaN but for {@code !=}.
 */
public final class FilterSql {
  /** Beyond it a literal no longer fits the decimals that fixed-point attributes compare with. */
  private static final BigDecimal EXACT_MAX = BigDecimal.TEN.pow(18);

  private FilterSql() {}

  /**
   * @throws IllegalArgumentException for an attribute that the event type lacks, that is not
   *     singular or not of the literal's type; the loader reports these to the EDL's author
   */
  public static String condition(EventType eventType, Filter filter) {
    return switch (filter) {
      case Filter.And and -> join(eventType, and.terms(), " AND ", "1");
      case Filter.Or or -> join(eventType, or.terms(), " OR ", "0");
      case Filter.Not not -> "NOT (" + condition(eventType, not.term()) + ")";
      case Filter.Compare compare -> compare(eventType, compare);
      case Filter.In in -> in(eventType, in);
    };
  }

  private static String join(
      EventType eventType, List<Filter> terms, String operator, String none) {
    return terms.isEmpty()
        ? none
        : terms.stream()
            .map(term -> condition(eventType, term))
            .collect(Collectors.joining(operator, "(", ")"));
  }

  private static String compare(EventType eventType, Filter.Compare compare) {
    Attribute attribute = attribute(eventType, compare.attribute());
    String operator =
        switch (compare.operator()) {
          case EQUAL -> "=";
          case NOT_EQUAL -> "!=";
          case LESS -> "<";
          case LESS_OR_EQUAL -> "<=";
          case GREATER -> ">";
          case GREATER_OR_EQUAL -> ">=";
        };
    return "ifNull(%s %s %s, 0)"
        .formatted(
            AttributeSql.expression(attribute), operator, literal(attribute, compare.literal()));
  }

  /** An OR of comparisons: IN converts its list to the attribute's type, which is not exact. */
  private static String in(EventType eventType, Filter.In in) {
    return join(
        eventType,
        in.literals().stream()
            .<Filter>map(
                literal -> new Filter.Compare(in.attribute(), Filter.Operator.EQUAL, literal))
            .toList(),
        " OR ",
        "0");
  }

  private static Attribute attribute(EventType eventType, String name) {
    Attribute attribute =
        eventType
            .attribute(name)
            .orElseThrow(
                () -> new IllegalArgumentException(eventType.name() + " has no attribute " + name));
    if (attribute.shape() != Shape.SINGULAR) {
      throw new IllegalArgumentException("attribute " + name + " is not singular");
    }
    return attribute;
  }

  private static String literal(Attribute attribute, Literal literal) {
    AttributeType type = attribute.type();
    return switch (literal) {
      case Literal.Bool bool when type == AttributeType.BOOL -> Boolean.toString(bool.value());
      case Literal.Text text
          when type == AttributeType.STRING
              || type == AttributeType.BYTES
              || type == AttributeType.ENUM ->
          Sql.literal(text.value());
      case Literal.Numeric numeric when type.isNumber() -> number(attribute, numeric.value());
      case Literal.Bool bool -> throw mismatch(attribute, bool);
      case Literal.Text text -> throw mismatch(attribute, text);
      case Literal.Numeric numeric -> throw mismatch(attribute, numeric);
    };
  }

  private static String number(Attribute attribute, double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    BigDecimal exact = BigDecimal.valueOf(value);
    boolean decimal = attribute.scale() > 0 && exact.abs().compareTo(EXACT_MAX) < 0;
    return decimal
        ? "toDecimal128('" + exact.toPlainString() + "', 18)"
        : exact.stripTrailingZeros().toPlainString();
  }

  private static IllegalArgumentException mismatch(Attribute attribute, Literal literal) {
    return new IllegalArgumentException(
        "attribute " + attribute.name() + " is " + attribute.type() + ", compared with " + literal);
  }
}
