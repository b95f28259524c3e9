package dev.tally.edl.compat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import dev.tally.edl.check.CheckRule;
import dev.tally.edl.check.Severity;
import java.util.Optional;

/** Fields of the same number. */
final class FieldComparison {
  private static final String NEW_FIELD =
      "leave it, with deprecated = true, and add a field with another name and number";

  private final Side before;
  private final Side after;
  private final Verdicts verdicts;

  FieldComparison(Side before, Side after, Verdicts verdicts) {
    this.before = before;
    this.after = after;
    this.verdicts = verdicts;
  }

  void compare(FieldDescriptor old, FieldDescriptor now) {
    name(old, now);
    if (!WireType.isCompatible(old, now)) {
      add(
          WireRules.FIELD_TYPE_CHANGED,
          old,
          now,
          "%s changes its type from %s to %s"
              .formatted(old.getFullName(), WireType.text(old), WireType.text(now)),
          NEW_FIELD);
    }
    if (old.isRepeated() != now.isRepeated()) {
      add(
          WireRules.FIELD_CARDINALITY_CHANGED,
          old,
          now,
          "%s changes from %s to %s"
              .formatted(old.getFullName(), cardinality(old), cardinality(now)),
          NEW_FIELD);
    }
    oneof(old, now);
    if (!FieldDefault.of(old).isSame(FieldDefault.of(now))) {
      add(
          WireRules.FIELD_DEFAULT_CHANGED,
          old,
          now,
          "%s changes its default from %s to %s"
              .formatted(
                  old.getFullName(), FieldDefault.of(old).text(), FieldDefault.of(now).text()),
          "put the default back, and set the field where another value is meant");
    }
  }

  private void name(FieldDescriptor old, FieldDescriptor now) {
    boolean isSame = old.getName().equals(now.getName());
    boolean isElsewhere = now.getContainingType().findFieldByName(old.getName()) != null;
    if (!isSame && !isElsewhere) {
      boolean isStored = before.isStored(old.getContainingType().getFullName());
      verdicts.add(
          DataRules.FIELD_RENAMED,
          isStored ? Severity.ERROR : Severity.WARNING,
          old.getFullName(),
          after.schema().place(now),
          before.schema().place(old),
          "%s is renamed to %s".formatted(old.getFullName(), now.getName()),
          "put the name back; or add %s with a new number, and leave %s with deprecated = true"
              .formatted(now.getName(), old.getName()));
    }
  }

  void renumbered(FieldDescriptor old, FieldDescriptor now) {
    add(
        WireRules.FIELD_RENUMBERED,
        old,
        now,
        "%s changes its number from %d to %d"
            .formatted(old.getFullName(), old.getNumber(), now.getNumber()),
        "put the number back");
  }

  private void oneof(FieldDescriptor old, FieldDescriptor now) {
    Optional<OneofDescriptor> was = Optional.ofNullable(old.getRealContainingOneof());
    Optional<OneofDescriptor> is = Optional.ofNullable(now.getRealContainingOneof());
    if (name(was).equals(name(is)) || isRenamed(was, is)) {
      return;
    }
    add(
        WireRules.FIELD_ONEOF_CHANGED,
        old,
        now,
        "%s moves from %s to %s".formatted(old.getFullName(), text(was), text(is)),
        "put it back; or " + NEW_FIELD.replace("leave it", "leave this one"));
  }

  private static Optional<String> name(Optional<OneofDescriptor> oneof) {
    return oneof.map(OneofDescriptor::getName);
  }

  private static String text(Optional<OneofDescriptor> oneof) {
    return oneof.map(of -> "oneof " + of.getName()).orElse("no oneof");
  }

  /**
   * Whether a oneof as a whole has another name: the same fields, of those that both sides have.
   */
  private static boolean isRenamed(Optional<OneofDescriptor> was, Optional<OneofDescriptor> is) {
    if (was.isEmpty() || is.isEmpty()) {
      return false;
    }
    return isWithin(was.get(), is.get()) && isWithin(is.get(), was.get());
  }

  /** Whether those fields of a oneof that the other's message has, too, are in the other. */
  private static boolean isWithin(OneofDescriptor oneof, OneofDescriptor other) {
    Descriptor message = other.getContainingType();
    return oneof.getFields().stream()
        .map(field -> message.findFieldByNumber(field.getNumber()))
        .filter(field -> field != null)
        .allMatch(field -> other.equals(field.getRealContainingOneof()));
  }

  /** Required fields that one side does not have or not require. */
  void required(Descriptor old, Descriptor now) {
    for (FieldDescriptor field : old.getFields()) {
      FieldDescriptor same = now.findFieldByNumber(field.getNumber());
      if (field.isRequired() && same == null) {
        verdicts.add(
            WireRules.REQUIRED_FIELD_CHANGED,
            field.getFullName(),
            after.schema().place(now),
            before.schema().place(field),
            "required field %s is removed".formatted(field.getFullName()),
            "put it back: old readers refuse messages without it");
      } else if (same != null && field.isRequired() != same.isRequired()) {
        add(
            WireRules.REQUIRED_FIELD_CHANGED,
            field,
            same,
            "%s %s required"
                .formatted(field.getFullName(), same.isRequired() ? "becomes" : "is no longer"),
            "put the label back");
      }
    }
    for (FieldDescriptor field : now.getFields()) {
      if (field.isRequired() && old.findFieldByNumber(field.getNumber()) == null) {
        verdicts.add(
            WireRules.REQUIRED_FIELD_CHANGED,
            field.getFullName(),
            after.schema().place(field),
            before.schema().place(old),
            "required field %s is added".formatted(field.getFullName()),
            "make it optional: old senders do not send it");
      }
    }
  }

  private void add(
      CheckRule rule, FieldDescriptor old, FieldDescriptor now, String message, String instead) {
    verdicts.add(
        rule,
        old.getFullName(),
        after.schema().place(now),
        before.schema().place(old),
        message,
        instead);
  }

  private static String cardinality(FieldDescriptor field) {
    if (field.isMapField()) {
      return "a map";
    }
    return field.isRepeated() ? "repeated" : "singular";
  }
}
