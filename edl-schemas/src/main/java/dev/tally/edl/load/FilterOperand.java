package dev.tally.edl.load;

import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.AttributeType;
import dev.tally.edl.model.EnumType;
import dev.tally.edl.model.Filter.Literal;
import dev.tally.edl.model.Filter.Operator;
import dev.tally.edl.model.Shape;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** An attribute as a filter may use it. A refusal says why not. */
record FilterOperand(Attribute attribute) {
  /** Beyond this a double skips integers. */
  private static final double INTEGER_MAX = 1L << 53;

  Optional<String> refusal() {
    if (attribute.shape() != Shape.SINGULAR) {
      return refuse("has many values; a filter needs one");
    }
    return switch (attribute.type()) {
      case BYTES -> refuse("is bytes, which filters do not compare");
      case TIMESTAMP -> refuse("is a time, which filters do not compare");
      case STRUCT -> refuse("is JSON, which filters do not compare");
      case INT32, SINT32, SFIXED32, UINT32, FIXED32, INT64, SINT64, SFIXED64, UINT64, FIXED64 ->
          Optional.empty();
      case FLOAT, DOUBLE, DURATION, BOOL, STRING, ENUM -> Optional.empty();
    };
  }

  Optional<String> refusal(Operator operator) {
    return switch (operator) {
      case EQUAL, NOT_EQUAL -> Optional.empty();
      case LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL ->
          attribute.type().isNumber()
              ? Optional.empty()
              : refuse("is no number; compare it by ==, != or in");
    };
  }

  Optional<String> refusalAlone() {
    return attribute.type() == AttributeType.BOOL
        ? Optional.empty()
        : refuse("is no bool; compare it with something");
  }

  Optional<String> refusal(Literal literal) {
    return switch (attribute.type()) {
      case BOOL ->
          literal instanceof Literal.Bool
              ? Optional.empty()
              : refuse("is a bool; compare it with true or false");
      case STRING ->
          literal instanceof Literal.Text
              ? Optional.empty()
              : refuse("is a string; put the constant in quotes");
      case ENUM -> refusalOfEnum(literal);
      case INT32, SINT32, SFIXED32, UINT32, FIXED32, INT64, SINT64, SFIXED64, UINT64, FIXED64 ->
          refusalOfNumber(literal, Optional.of(attribute.scale()));
      case DURATION -> refusalOfNumber(literal, Optional.of(attribute.scale()));
      case FLOAT, DOUBLE ->
          refusalOfNumber(
              literal, attribute.scale() == 0 ? Optional.empty() : Optional.of(attribute.scale()));
      case BYTES, TIMESTAMP, STRUCT -> Optional.empty(); // refused as a whole
    };
  }

  private Optional<String> refusalOfEnum(Literal literal) {
    if (!(literal instanceof Literal.Text(String name))) {
      return refuse("is an enum; compare it with a value's name in quotes");
    }
    List<String> names =
        attribute.enumType().stream()
            .flatMap(type -> type.values().stream())
            .map(EnumType.Value::name)
            .toList();
    return names.contains(name)
        ? Optional.empty()
        : refuse("has no value '%s'%s".formatted(name, Nearest.hint(name, names)));
  }

  /**
   * @param digits the attribute's decimal digits, where it has so many and no more
   */
  private Optional<String> refusalOfNumber(Literal literal, Optional<Integer> digits) {
    if (!(literal instanceof Literal.Numeric(double value))) {
      return refuse("is a number; compare it with one");
    }
    if (digits.isEmpty()) {
      return Optional.empty();
    }
    if (Math.abs(value) > INTEGER_MAX) {
      return refuse("cannot be compared with numbers beyond 2^53");
    }
    int scale = BigDecimal.valueOf(value).stripTrailingZeros().scale();
    return scale <= digits.get()
        ? Optional.empty()
        : refuse(
            digits.get() == 0
                ? "is an integer; compare it with a whole number"
                : "has only %d decimal digits".formatted(digits.get()));
  }

  private Optional<String> refuse(String why) {
    return Optional.of("'" + attribute.name() + "' " + why);
  }
}
