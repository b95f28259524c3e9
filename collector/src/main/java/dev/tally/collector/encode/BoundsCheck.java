package dev.tally.collector.encode;

import dev.tally.edl.model.AttributeType;
import dev.tally.edl.model.Rule;
import dev.tally.edl.model.RuleKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rules {@code gt}, {@code gte}, {@code lt} and {@code lte} of one attribute together. As in
 * protovalidate, an upper bound below the lower one means "outside of the two", and NaN is never
 * within any bounds.
 */
final class BoundsCheck implements ValueCheck {
  private final AttributeType type;
  private final @Nullable Bound lower;
  private final @Nullable Bound upper;
  private final boolean isOutside;

  /**
   * @param value as {@link RowValues} holds it; of a time the seconds
   * @param isIncluded whether the bound itself belongs
   */
  private record Bound(long value, int nanos, boolean isIncluded) {}

  BoundsCheck(AttributeType type, List<Rule> rules) {
    this.type = type;
    lower = bound(rules, RuleKind.GT, RuleKind.GTE);
    upper = bound(rules, RuleKind.LT, RuleKind.LTE);
    isOutside =
        lower != null
            && upper != null
            && compare(upper.value, upper.nanos, lower.value, lower.nanos) < 0;
  }

  private @Nullable Bound bound(List<Rule> rules, RuleKind open, RuleKind closed) {
    for (Rule rule : rules) {
      if (rule.kind() == open || rule.kind() == closed) {
        boolean isIncluded = rule.kind() == closed;
        if (type == AttributeType.TIMESTAMP || type == AttributeType.DURATION) {
          TimeChecks.Time time = TimeChecks.Time.of(type, rule.operand());
          return new Bound(time.seconds(), time.nanos(), isIncluded);
        }
        return new Bound(NumberChecks.operand(type, rule.operand()), 0, isIncluded);
      }
    }
    return null;
  }

  @Override
  public boolean holds(long value, int nanos, byte[] payload, long receivedMs) {
    if (isFloat() && Double.isNaN(Double.longBitsToDouble(value))) {
      return false;
    }
    boolean isAbove = lower == null || isBeyond(value, nanos, lower, 1);
    boolean isBelow = upper == null || isBeyond(value, nanos, upper, -1);
    return isOutside ? isAbove || isBelow : isAbove && isBelow;
  }

  private boolean isBeyond(long value, int nanos, Bound bound, int direction) {
    int order = direction * compare(value, nanos, bound.value, bound.nanos);
    return order > 0 || (order == 0 && bound.isIncluded);
  }

  private int compare(long a, int aNanos, long b, int bNanos) {
    if (isFloat()) {
      double x = Double.longBitsToDouble(a);
      double y = Double.longBitsToDouble(b);
      return x < y ? -1 : x > y ? 1 : 0; // not Double.compare: the two zeros are equal
    }
    if (type == AttributeType.UINT64 || type == AttributeType.FIXED64) {
      return Long.compareUnsigned(a, b);
    }
    int order = Long.compare(a, b);
    return order == 0 ? Integer.compare(aNanos, bNanos) : order;
  }

  private boolean isFloat() {
    return type == AttributeType.FLOAT || type == AttributeType.DOUBLE;
  }
}
