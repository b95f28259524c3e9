package dev.tally.app.truth;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;

/**
 * An event as whoever made it knows it.
 *
 * @param values by attribute: a String, a finite Double in the attribute's unit, or a Boolean; what
 *     is unset is not there
 */
public record PlainEvent(long timeMs, Map<String, Object> values) {
  public PlainEvent {
    values = Map.copyOf(values);
  }

  boolean has(String attribute) {
    return values.containsKey(attribute);
  }

  /** Of an attribute that the event has. */
  double number(String attribute) {
    if (values.get(attribute) instanceof Double number) {
      return number;
    }
    throw new IllegalArgumentException(attribute + " is no number in " + this);
  }

  /** As dimensions and distinct values are told apart. */
  Optional<String> text(String attribute) {
    Object value = values.get(attribute);
    if (value == null) {
      return Optional.empty();
    }
    return Optional.of(
        value instanceof Double number
            ? BigDecimal.valueOf(number).stripTrailingZeros().toPlainString()
            : value.toString());
  }
}
