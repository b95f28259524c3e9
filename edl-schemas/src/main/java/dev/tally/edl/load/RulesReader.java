package dev.tally.edl.load;

import build.buf.validate.FieldRules;
import build.buf.validate.Ignore;
import build.buf.validate.ValidateProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Message;
import dev.tally.edl.model.AttributeType;
import dev.tally.edl.model.Rule;
import dev.tally.edl.model.RuleKind;
import dev.tally.edl.model.Rules;
import dev.tally.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The {@code (buf.validate.field)} option of one field: protovalidate's standard rules, checked
 * against the field's type. What Tally does not evaluate is refused, and never passed over: CEL,
 * rules of one's own, and the formats that {@link RuleKind} does not have.
 */
final class RulesReader {
  private static final Map<String, RuleKind> KINDS =
      Stream.of(RuleKind.values())
          .filter(kind -> kind != RuleKind.NOT_ZERO)
          .collect(Collectors.toMap(RuleBounds::name, Function.identity()));

  /** Without an effect on what is valid. */
  private static final Set<String> PASSED_OVER = Set.of("example", "strict");

  /** Rules within rules, read by themselves. */
  private static final Set<String> INNER = Set.of("items", "keys", "values");

  private static final OneofDescriptor TYPE =
      FieldRules.getDescriptor().getOneofs().stream()
          .filter(oneof -> oneof.getName().equals("type"))
          .findFirst()
          .orElseThrow();

  private final EventScope scope;
  private final FieldDescriptor field;
  private final String name;
  private final FieldRules rules;

  /**
   * @param name of the field, dotted
   */
  RulesReader(EventScope scope, FieldDescriptor field, String name) {
    this.scope = scope;
    this.field = field;
    this.name = name;
    this.rules = effective(field);
  }

  private static FieldRules effective(FieldDescriptor field) {
    FieldRules declared = field.getOptions().getExtension(ValidateProto.field);
    return declared.getIgnore() == Ignore.IGNORE_ALWAYS
        ? FieldRules.getDefaultInstance()
        : declared;
  }

  /** Whether a singular field must be set. */
  static boolean isRequired(FieldDescriptor field) {
    return !field.isRepeated() && effective(field).getRequired();
  }

  /**
   * Of a field that is no map and no message but a time or a wrapper.
   *
   * @param holderRequired whether every event has the message that holds the field
   */
  Rules ofLeaf(boolean holderRequired) {
    List<Rule> list = new ArrayList<>();
    if (field.isRepeated()) {
      list.addAll(ofAll("repeated", RuleKind.MIN_ITEMS));
      refuseUniqueMessages();
      list.addAll(inner("repeated.items.", rules.getRepeated().getItems(), field));
      return rules(list, Rules.Subject.SET);
    }
    boolean isPlain = !field.hasPresence();
    if (isPlain && rules.getRequired()) {
      list.add(new Rule(RuleKind.NOT_ZERO));
    }
    list.addAll(typed("", rules, typeName(field)));
    return rules(
        list,
        isPlain && holderRequired && !rules.getRequired()
            ? Rules.Subject.ALWAYS
            : Rules.Subject.SET);
  }

  /** Of a repeated message: how many it has. Its fields have rules of their own. */
  List<Rule> ofElements() {
    List<Rule> list = ofAll("repeated", RuleKind.MIN_ITEMS);
    refuseUniqueMessages();
    if (rules.getRepeated().hasItems()) {
      refuse("repeated.items", "is a message; 'items' is for its fields");
    }
    if (!list.isEmpty() && rules.getIgnore() == Ignore.IGNORE_IF_ZERO_VALUE) {
      refuse("ignore", "is a repeated message with 'ignore', which Tally does not evaluate");
    }
    return list;
  }

  /** As protovalidate, which knows it of scalars and enums only. */
  private void refuseUniqueMessages() {
    if (rules.getRepeated().getUnique() && field.getType() == FieldDescriptor.Type.MESSAGE) {
      refuse("repeated.unique", "has the rule repeated.unique, which is for scalars and enums");
    }
  }

  /** Of a map's keys, and of the map as a whole. */
  Rules ofKeys(FieldDescriptor key) {
    List<Rule> list = new ArrayList<>(ofAll("map", RuleKind.MIN_PAIRS));
    list.addAll(inner("map.keys.", rules.getMap().getKeys(), key));
    return rules(list, Rules.Subject.SET);
  }

  Rules ofValues(FieldDescriptor value) {
    return rules(inner("map.values.", rules.getMap().getValues(), value), Rules.Subject.SET);
  }

  /** Of a message: its fields have rules of their own. */
  void refuseAllButRequired() {
    refuseCel("", rules);
    if (rules.hasOneof(TYPE)) {
      String type = rules.getOneofFieldDescriptor(TYPE).getName();
      refuse(type, "is a message; '%s' is for its fields".formatted(type));
    }
  }

  private Rules rules(List<Rule> list, Rules.Subject otherwise) {
    if (list.isEmpty()) {
      return Rules.NONE;
    }
    // where a field can tell, zero is a value like any other, to protovalidate too
    boolean ignoresZero =
        rules.getIgnore() == Ignore.IGNORE_IF_ZERO_VALUE
            && !field.hasPresence()
            && !rules.getRequired();
    return new Rules(ignoresZero ? Rules.Subject.NOT_ZERO : otherwise, list);
  }

  private List<Rule> ofAll(String typeName, RuleKind atLeast) {
    List<Rule> list = new ArrayList<>(typed("", rules, typeName));
    if (rules.getRequired()) {
      list.removeIf(rule -> rule.kind() == atLeast && rule.operand().equals("0"));
      if (list.stream().noneMatch(rule -> rule.kind() == atLeast)) {
        list.add(new Rule(atLeast, "1"));
      }
    }
    return list;
  }

  private List<Rule> inner(String prefix, FieldRules of, FieldDescriptor value) {
    if (of.getIgnore() != Ignore.IGNORE_UNSPECIFIED) {
      refuse(prefix + "ignore", "has 'ignore' within its rules, which Tally does not evaluate");
    }
    return typed(prefix, of, typeName(value));
  }

  private static String typeName(FieldDescriptor field) {
    AttributeType type = AttributesReader.type(field);
    return type.name().toLowerCase(Locale.ROOT);
  }

  /** The rules of the type, when it is the right one. */
  private List<Rule> typed(String prefix, FieldRules of, String typeName) {
    refuseCel(prefix, of);
    if (!of.hasOneof(TYPE)) {
      return List.of();
    }
    FieldDescriptor type = of.getOneofFieldDescriptor(TYPE);
    if (!type.getName().equals(typeName)) {
      refuse(
          prefix + type.getName(),
          "has rules for %s; it is %s".formatted(type.getName(), typeName));
      return List.of();
    }
    return read(prefix + typeName + ".", (Message) of.getField(type));
  }

  private void refuseCel(String prefix, FieldRules of) {
    if (of.getCelCount() > 0) {
      refuse(prefix + "cel", "has a rule in CEL, which Tally does not evaluate");
    }
    if (of.getCelExpressionCount() > 0) {
      refuse(prefix + "cel_expression", "has a rule in CEL, which Tally does not evaluate");
    }
  }

  private List<Rule> read(String prefix, Message typed) {
    List<Rule> list = new ArrayList<>();
    Optional<FieldDescriptor> ordered = Optional.empty();
    for (Map.Entry<FieldDescriptor, Object> entry : typed.getAllFields().entrySet()) {
      FieldDescriptor option = entry.getKey();
      String key = option.getName();
      if (PASSED_OVER.contains(key) || INNER.contains(key)) {
        continue;
      }
      rule(prefix + key, option, entry.getValue()).ifPresent(list::add);
      if (Set.of("gt", "gte", "lt", "lte").contains(key)) {
        ordered = Optional.of(option);
      }
    }
    if (!typed.getUnknownFields().asMap().isEmpty()) {
      refuse(prefix, "has rules that protovalidate's standard does not know");
    }
    new RuleBounds(list)
        .find(ordered)
        .ifPresent(
            found ->
                refuse(prefix + RuleBounds.name(found.kind()), "has the rules " + found.words()));
    return list;
  }

  private Optional<Rule> rule(String key, FieldDescriptor option, Object value) {
    RuleKind kind = KINDS.get(option.getName());
    boolean isBytesPattern = key.endsWith("bytes.pattern");
    if (kind == null || option.isExtension() || isBytesPattern) {
      refuse(key, "has the rule %s, which Tally does not evaluate".formatted(key));
      return Optional.empty();
    }
    if (isFlag(kind)) {
      return value.equals(true) ? Optional.of(new Rule(kind)) : Optional.empty();
    }
    List<String> operands;
    try {
      operands = RuleOperands.of(option, value);
    } catch (IllegalArgumentException e) {
      refuse(key, "has the rule %s: %s".formatted(key, e.getMessage()));
      return Optional.empty();
    }
    operandProblem(kind, operands)
        .ifPresent(words -> refuse(key, "has the rule %s, which %s".formatted(key, words)));
    return Optional.of(new Rule(kind, operands));
  }

  private static Optional<String> operandProblem(RuleKind kind, List<String> operands) {
    if (operands.size() > EdlLimits.RULE_OPERANDS_MAX) {
      return Optional.of("names more than %,d values".formatted(EdlLimits.RULE_OPERANDS_MAX));
    }
    if (kind == RuleKind.PATTERN) {
      return PatternCheck.problem(operands.getFirst());
    }
    return kind != RuleKind.CONST && operands.contains("NaN")
        ? Optional.of("compares with NaN, which nothing does")
        : Optional.empty();
  }

  private static boolean isFlag(RuleKind kind) {
    return switch (kind) {
      case NOT_ZERO, FINITE, DEFINED_ONLY, LT_NOW, GT_NOW, UNIQUE -> true;
      case EMAIL, HOSTNAME, IP, IPV4, IPV6, ADDRESS, UUID, TUUID, ULID -> true;
      case CONST, IN, NOT_IN, GT, GTE, LT, LTE, WITHIN -> false;
      case LEN, MIN_LEN, MAX_LEN, LEN_BYTES, MIN_BYTES, MAX_BYTES -> false;
      case PATTERN, PREFIX, SUFFIX, CONTAINS, NOT_CONTAINS -> false;
      case MIN_ITEMS, MAX_ITEMS, MIN_PAIRS, MAX_PAIRS -> false;
    };
  }

  private void refuse(String option, String words) {
    SourceMap source = scope.sources().apply(field.getFile());
    OptionPlace place =
        new OptionPlace(
            source,
            SourceMap.child(
                SourceMap.path(field),
                FieldDescriptorProto.OPTIONS_FIELD_NUMBER,
                ValidateProto.FIELD_FIELD_NUMBER),
            FieldRules.getDescriptor());
    scope
        .problems()
        .add(
            source.source().path(),
            place.position(option),
            ErrorCode.EDL_INVALID,
            "attribute '%s' of %s %s".formatted(name, scope.eventType(), words));
  }
}
