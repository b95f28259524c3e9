package dev.tally.edl.model;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * One demand on the values of an attribute.
 *
 * @param operands as text: whole numbers in decimal (enum values too), floating-point numbers as
 *     {@link Double#toString} writes them, bytes as hex digits, times as {@link java.time.Instant}
 *     and lengths of time as {@link java.time.Duration} write them; none where the kind says it all
 */
public record Rule(RuleKind kind, List<String> operands) {
  public Rule {
    requireNonNull(kind);
    operands = List.copyOf(operands);
  }

  public Rule(RuleKind kind, String... operands) {
    this(kind, List.of(operands));
  }

  /** The only operand. */
  public String operand() {
    if (operands.size() != 1) {
      throw new IllegalArgumentException(kind + " has " + operands.size() + " operands");
    }
    return operands.getFirst();
  }
}
