package dev.tally.edl.load;

import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.tally.edl.model.Rule;
import dev.tally.edl.model.RuleKind;
import java.math.BigInteger;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds rules of one attribute that no value can fulfil together. */
final class RuleBounds {
  private final Map<RuleKind, String> operands = new EnumMap<>(RuleKind.class);

  /**
   * @param words what contradicts what
   */
  record Contradiction(RuleKind kind, String words) {}

  RuleBounds(List<Rule> rules) {
    for (Rule rule : rules) {
      if (rule.operands().size() == 1) {
        operands.put(rule.kind(), rule.operand());
      }
    }
  }

  /**
   * @param ordered the field of a rule on the order of values, if there is any
   */
  Optional<Contradiction> find(Optional<FieldDescriptor> ordered) {
    return sizes(RuleKind.MIN_LEN, RuleKind.MAX_LEN)
        .or(() -> sizes(RuleKind.MIN_LEN, RuleKind.LEN))
        .or(() -> sizes(RuleKind.LEN, RuleKind.MAX_LEN))
        .or(() -> sizes(RuleKind.MIN_BYTES, RuleKind.MAX_BYTES))
        .or(() -> sizes(RuleKind.MIN_BYTES, RuleKind.LEN_BYTES))
        .or(() -> sizes(RuleKind.LEN_BYTES, RuleKind.MAX_BYTES))
        .or(() -> sizes(RuleKind.MIN_ITEMS, RuleKind.MAX_ITEMS))
        .or(() -> sizes(RuleKind.MIN_PAIRS, RuleKind.MAX_PAIRS))
        .or(() -> ordered.flatMap(this::order));
  }

  private Optional<Contradiction> sizes(RuleKind lower, RuleKind upper) {
    String low = operands.get(lower);
    String high = operands.get(upper);
    return low != null && high != null && new BigInteger(low).compareTo(new BigInteger(high)) > 0
        ? Optional.of(contradiction(lower, low, upper, high))
        : Optional.empty();
  }

  /** Bounds the wrong way round mean "outside"; equal ones only make sense when both belong. */
  private Optional<Contradiction> order(FieldDescriptor field) {
    for (RuleKind lower : List.of(RuleKind.GT, RuleKind.GTE)) {
      for (RuleKind upper : List.of(RuleKind.LT, RuleKind.LTE)) {
        String low = operands.get(lower);
        String high = operands.get(upper);
        boolean bothBelong = lower == RuleKind.GTE && upper == RuleKind.LTE;
        if (low != null
            && high != null
            && !bothBelong
            && RuleOperands.compare(field, low, high) == 0) {
          return Optional.of(contradiction(lower, low, upper, high));
        }
      }
    }
    return Optional.empty();
  }

  private static Contradiction contradiction(RuleKind a, String x, RuleKind b, String y) {
    return new Contradiction(
        a, "%s %s and %s %s, which nothing fulfils".formatted(name(a), x, name(b), y));
  }

  static String name(RuleKind kind) {
    return kind.name().toLowerCase(java.util.Locale.ROOT);
  }
}
