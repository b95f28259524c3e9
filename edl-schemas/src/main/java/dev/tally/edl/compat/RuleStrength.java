package dev.tally.edl.compat;

import dev.tally.edl.model.Rule;
import dev.tally.edl.model.RuleKind;
import dev.tally.edl.model.Rules;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;

/**
 * Which of two sets of validation rules takes more. Where that cannot be told of a rule (patterns,
 * formats), another one counts as tighter.
 */
final class RuleStrength {
  /** Values must be above the operand, or at least that. */
  private static final Set<RuleKind> LOWER =
      Set.of(
          RuleKind.GT,
          RuleKind.GTE,
          RuleKind.MIN_LEN,
          RuleKind.MIN_BYTES,
          RuleKind.MIN_ITEMS,
          RuleKind.MIN_PAIRS);

  /** Values must be below the operand, or at most that. */
  private static final Set<RuleKind> UPPER =
      Set.of(
          RuleKind.LT,
          RuleKind.LTE,
          RuleKind.MAX_LEN,
          RuleKind.MAX_BYTES,
          RuleKind.MAX_ITEMS,
          RuleKind.MAX_PAIRS,
          RuleKind.WITHIN);

  private RuleStrength() {}

  /** The first of the rules that takes less than those before, as text. */
  static Optional<String> tightened(Rules before, Rules after) {
    for (Rule rule : after.list()) {
      if (before.list().stream().noneMatch(old -> implies(old, rule))) {
        return Optional.of(ModelText.rule(rule));
      }
    }
    boolean isWider = width(after.subject()) > width(before.subject());
    return isWider && !after.isEmpty()
        ? Optional.of("its rules are for %s values".formatted(ModelText.subject(after.subject())))
        : Optional.empty();
  }

  /** How many values are held to rules. */
  private static int width(Rules.Subject subject) {
    return switch (subject) {
      case NOT_ZERO -> 0;
      case SET -> 1;
      case ALWAYS -> 2;
    };
  }

  /** Whether what keeps the old rule keeps the new one. */
  private static boolean implies(Rule old, Rule now) {
    if (old.equals(now)) {
      return true;
    }
    return switch (now.kind()) {
      case GT, GTE, MIN_LEN, MIN_BYTES, MIN_ITEMS, MIN_PAIRS ->
          isSameBound(LOWER, old, now)
              && compare(old, now) >= (isStrict(now) && !isStrict(old) ? 1 : 0);
      case LT, LTE, MAX_LEN, MAX_BYTES, MAX_ITEMS, MAX_PAIRS, WITHIN ->
          isSameBound(UPPER, old, now)
              && compare(old, now) <= (isStrict(now) && !isStrict(old) ? -1 : 0);
      case IN -> isListed(old) && now.operands().containsAll(old.operands());
      case NOT_IN -> old.kind() == RuleKind.NOT_IN && old.operands().containsAll(now.operands());
      case NOT_ZERO, CONST, FINITE, LEN, LEN_BYTES -> false;
      case PATTERN, PREFIX, SUFFIX, CONTAINS, NOT_CONTAINS -> false;
      case EMAIL, HOSTNAME, IP, IPV4, IPV6, ADDRESS, UUID, TUUID, ULID -> false;
      case DEFINED_ONLY, LT_NOW, GT_NOW, UNIQUE -> false;
    };
  }

  private static boolean isListed(Rule rule) {
    return rule.kind() == RuleKind.IN || rule.kind() == RuleKind.CONST;
  }

  private static boolean isSameBound(Set<RuleKind> bounds, Rule old, Rule now) {
    return bounds.contains(old.kind())
        && (old.kind() == now.kind() || (isComparison(old.kind()) && isComparison(now.kind())));
  }

  private static boolean isComparison(RuleKind kind) {
    return kind == RuleKind.GT
        || kind == RuleKind.GTE
        || kind == RuleKind.LT
        || kind == RuleKind.LTE;
  }

  private static boolean isStrict(Rule rule) {
    return rule.kind() == RuleKind.GT || rule.kind() == RuleKind.LT;
  }

  /** Negative where the old operand is less; text that is no number, time or duration as text. */
  private static int compare(Rule old, Rule now) {
    String a = old.operand();
    String b = now.operand();
    Optional<Integer> numbers = tryCompare(() -> new BigDecimal(a).compareTo(new BigDecimal(b)));
    Optional<Integer> times = tryCompare(() -> Instant.parse(a).compareTo(Instant.parse(b)));
    Optional<Integer> lengths = tryCompare(() -> Duration.parse(a).compareTo(Duration.parse(b)));
    return numbers.or(() -> times).or(() -> lengths).orElseGet(() -> a.compareTo(b));
  }

  private static Optional<Integer> tryCompare(IntSupplier comparison) {
    try {
      return Optional.of(comparison.getAsInt());
    } catch (NumberFormatException | DateTimeException e) {
      return Optional.empty();
    }
  }

  /** The first rule that zero, which stands for unset here, is sure to break. */
  static Optional<Rule> failsAtZero(Rules rules) {
    if (rules.subject() != Rules.Subject.ALWAYS) {
      return Optional.empty();
    }
    return rules.list().stream().filter(RuleStrength::failsAtZero).findFirst();
  }

  private static boolean failsAtZero(Rule rule) {
    return switch (rule.kind()) {
      case NOT_ZERO, PREFIX, SUFFIX, CONTAINS -> true;
      case EMAIL, HOSTNAME, IP, IPV4, IPV6, ADDRESS, UUID, TUUID, ULID -> true;
      case GT -> sign(rule.operand()) >= 0;
      case GTE, LEN, MIN_LEN, LEN_BYTES, MIN_BYTES -> sign(rule.operand()) > 0;
      case LT -> sign(rule.operand()) <= 0;
      case LTE -> sign(rule.operand()) < 0;
      case CONST, IN -> !holdsZero(rule.operands());
      case NOT_IN -> holdsZero(rule.operands());
      case FINITE, MAX_LEN, MAX_BYTES, PATTERN, NOT_CONTAINS, DEFINED_ONLY -> false;
      case LT_NOW, GT_NOW, WITHIN, MIN_ITEMS, MAX_ITEMS, UNIQUE, MIN_PAIRS, MAX_PAIRS -> false;
    };
  }

  /** Of a number as text; that of anything else is 1. */
  private static int sign(String operand) {
    return tryCompare(() -> new BigDecimal(operand).signum()).orElse(1);
  }

  private static boolean holdsZero(List<String> operands) {
    return operands.stream()
        .anyMatch(text -> text.isEmpty() || text.equals("false") || sign(text) == 0);
  }
}
