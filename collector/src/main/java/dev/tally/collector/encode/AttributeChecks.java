package dev.tally.collector.encode;

import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.AttributeType;
import dev.tally.edl.model.Rule;
import dev.tally.edl.model.RuleKind;
import dev.tally.edl.model.Rules;
import dev.tally.error.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The rules of one attribute, compiled. They see values as they were decoded, before anything is
 * converted. One thread.
 */
final class AttributeChecks {
  private static final Set<RuleKind> BOUNDS =
      EnumSet.of(RuleKind.GT, RuleKind.GTE, RuleKind.LT, RuleKind.LTE);

  private static final int NANOS_PER_SECOND = 1_000_000_000;

  private final AttributePlan attribute;
  private final Rules.Subject subject;
  private final List<Rule> valueRules = new ArrayList<>();
  private final List<ValueCheck> valueChecks = new ArrayList<>();
  private final int sizeMin;
  private final int sizeMax;
  private final boolean isUnique;
  private final MapIndex seenIndex = new MapIndex();
  private final LongList seen = new LongList();

  private AttributeChecks(AttributePlan attribute, Rules rules) {
    this.attribute = attribute;
    this.subject = rules.subject();
    sizeMin = size(rules, 0, RuleKind.MIN_ITEMS, RuleKind.MIN_PAIRS);
    sizeMax = size(rules, Integer.MAX_VALUE, RuleKind.MAX_ITEMS, RuleKind.MAX_PAIRS);
    isUnique = rules.list().stream().anyMatch(rule -> rule.kind() == RuleKind.UNIQUE);
    if (rules.list().stream().anyMatch(rule -> BOUNDS.contains(rule.kind()))) {
      List<Rule> bounds =
          rules.list().stream().filter(rule -> BOUNDS.contains(rule.kind())).toList();
      valueRules.add(bounds.getFirst());
      valueChecks.add(new BoundsCheck(attribute.type, bounds));
    }
    for (Rule rule : rules.list()) {
      if (!rule.kind().isOfAll() && !BOUNDS.contains(rule.kind())) {
        valueRules.add(rule);
        valueChecks.add(compile(rule));
      }
    }
  }

  /**
   * @throws IllegalArgumentException when a rule is none of its type
   */
  static Optional<AttributeChecks> compile(AttributePlan plan, Attribute attribute) {
    return attribute.rules().isEmpty()
        ? Optional.empty()
        : Optional.of(new AttributeChecks(plan, attribute.rules()));
  }

  private static int size(Rules rules, int otherwise, RuleKind items, RuleKind pairs) {
    return rules.list().stream()
        .filter(rule -> rule.kind() == items || rule.kind() == pairs)
        .mapToLong(rule -> Long.parseUnsignedLong(rule.operand()))
        .mapToInt(size -> size < 0 ? Integer.MAX_VALUE : (int) Math.min(size, Integer.MAX_VALUE))
        .findFirst()
        .orElse(otherwise);
  }

  private ValueCheck compile(Rule rule) {
    AttributeType type = attribute.type;
    return switch (rule.kind()) {
      case NOT_ZERO -> new NumberChecks.NotZero(attribute.isText());
      case CONST, IN -> oneOf(rule, true);
      case NOT_IN -> oneOf(rule, false);
      case FINITE -> new NumberChecks.Finite();
      case LEN -> TextChecks.Length.exactly(rule, type == AttributeType.STRING);
      case MIN_LEN -> TextChecks.Length.atLeast(rule, type == AttributeType.STRING);
      case MAX_LEN -> TextChecks.Length.atMost(rule, type == AttributeType.STRING);
      case LEN_BYTES -> TextChecks.Length.exactly(rule, false);
      case MIN_BYTES -> TextChecks.Length.atLeast(rule, false);
      case MAX_BYTES -> TextChecks.Length.atMost(rule, false);
      case PATTERN -> new TextChecks.Matches(rule.operand());
      case PREFIX -> new TextChecks.Prefix(TextChecks.operand(type, rule.operand()));
      case SUFFIX -> new TextChecks.Suffix(TextChecks.operand(type, rule.operand()));
      case CONTAINS -> new TextChecks.Contains(TextChecks.operand(type, rule.operand()), true);
      case NOT_CONTAINS -> new TextChecks.Contains(TextChecks.operand(type, rule.operand()), false);
      case EMAIL, HOSTNAME, IP, IPV4, IPV6, ADDRESS, UUID, TUUID, ULID ->
          type == AttributeType.BYTES
              ? new FormatCheck.Size(rule.kind())
              : new FormatCheck(rule.kind());
      case DEFINED_ONLY -> new NumberChecks.Defined(names());
      case LT_NOW -> new TimeChecks.Now(1);
      case GT_NOW -> new TimeChecks.Now(-1);
      case WITHIN -> new TimeChecks.Within(Duration.parse(rule.operand()));
      case GT, GTE, LT, LTE, MIN_ITEMS, MAX_ITEMS, UNIQUE, MIN_PAIRS, MAX_PAIRS ->
          throw new IllegalArgumentException(rule.kind() + " is no rule of one value");
    };
  }

  private ValueCheck oneOf(Rule rule, boolean isWanted) {
    if (attribute.isTime()) {
      return TimeChecks.OneOf.of(attribute.type, rule.operands(), isWanted);
    }
    return attribute.isText()
        ? new TextChecks.OneOf(attribute.type, rule.operands(), isWanted)
        : NumberChecks.oneOf(attribute.type, rule, isWanted);
  }

  private NamedValues names() {
    NamedValues names = attribute.names;
    if (names == null) {
      throw new IllegalArgumentException(attribute.name + " is no enum");
    }
    return names;
  }

  /**
   * @param payload where the values' slices lie
   * @throws EventRejection ATTRIBUTE_INVALID, or ATTRIBUTE_MISSING for a zero that is required
   */
  void apply(RowValues row, byte[] payload, long receivedMs) throws EventRejection {
    if (attribute.isOfElements) {
      applyToElements(row, payload, receivedMs);
    } else if (!attribute.isSingular) {
      applyToAll(row.list(attribute), payload, receivedMs);
    } else if (row.isPresent(attribute)) {
      long value = row.value(attribute);
      if (isSubject(value)) {
        applyTo(value, row.nanos(attribute), payload, receivedMs);
      }
    } else if (subject == Rules.Subject.ALWAYS) {
      applyTo(0, 0, payload, receivedMs);
    }
  }

  /** Whether a value that is set is held to the rules. */
  private boolean isSubject(long value) {
    return subject != Rules.Subject.NOT_ZERO || attribute.isTime() || !isZero(value);
  }

  private boolean isZero(long value) {
    return attribute.isText() ? Slice.length(value) == 0 : value == 0;
  }

  private void applyToAll(LongList list, byte[] payload, long receivedMs) throws EventRejection {
    int size = list.size() / attribute.stride();
    if (size == 0 && subject == Rules.Subject.NOT_ZERO) {
      return;
    }
    checkSize(size);
    if (isUnique) {
      checkUnique(list, payload);
    }
    for (int i = 0; i < size; i++) {
      applyTo(list, i, payload, receivedMs);
    }
  }

  /** The size is the repeated message's; what is said of zeros is said of the attribute. */
  private void applyToElements(RowValues row, byte[] payload, long receivedMs)
      throws EventRejection {
    LongList list = row.list(attribute);
    int size = list.size() / attribute.stride();
    if (size == 0 && attribute.isRepeatedWrapper && subject == Rules.Subject.NOT_ZERO) {
      return;
    }
    checkSize(size);
    for (int i = 0; i < size; i++) {
      if (row.isSetInElement(attribute, i)) {
        if (attribute.isRepeatedWrapper || isSubject(list.get(attribute.stride() * i))) {
          applyTo(list, i, payload, receivedMs);
        }
      } else if (subject == Rules.Subject.ALWAYS) {
        applyTo(0, 0, payload, receivedMs);
      }
    }
  }

  private void checkSize(int size) throws EventRejection {
    if (size < sizeMin) {
      throw Reasons.size(attribute, size, "min", sizeMin);
    }
    if (size > sizeMax) {
      throw Reasons.size(attribute, size, "max", sizeMax);
    }
  }

  private void checkUnique(LongList list, byte[] payload) throws EventRejection {
    seenIndex.clear();
    seen.clear();
    boolean isFloat =
        attribute.type == AttributeType.FLOAT || attribute.type == AttributeType.DOUBLE;
    for (int i = 0; i < list.size(); i++) {
      long value = list.get(i);
      if (isFloat) {
        value = Double.doubleToLongBits(Double.longBitsToDouble(value)); // one NaN
      }
      if (seenIndex.findOrNote(seen, value, attribute.isText(), payload) >= 0) {
        throw Reasons.repeated(attribute, list.get(i), payload);
      }
      seen.add(value);
    }
  }

  private void applyTo(LongList list, int index, byte[] payload, long receivedMs)
      throws EventRejection {
    if (attribute.isTime()) {
      applyTo(list.get(2 * index), (int) list.get(2 * index + 1), payload, receivedMs);
    } else {
      applyTo(list.get(index), 0, payload, receivedMs);
    }
  }

  private void applyTo(long value, int nanos, byte[] payload, long receivedMs)
      throws EventRejection {
    if (nanos < 0) { // of a negative duration; rules count nanoseconds from the second below
      applyTo(value - 1, nanos + NANOS_PER_SECOND, payload, receivedMs);
      return;
    }
    for (int i = 0; i < valueChecks.size(); i++) {
      if (!valueChecks.get(i).holds(value, nanos, payload, receivedMs)) {
        Rule rule = valueRules.get(i);
        if (rule.kind() == RuleKind.NOT_ZERO) {
          throw new EventRejection(
              ErrorCode.ATTRIBUTE_MISSING, attribute.name, "required, and zero");
        }
        throw Reasons.value(attribute, rule, value, nanos, payload);
      }
    }
  }
}
