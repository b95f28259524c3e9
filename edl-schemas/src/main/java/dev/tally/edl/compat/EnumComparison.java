package dev.tally.edl.compat;

import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import dev.tally.edl.check.CheckRule;
import dev.tally.edl.check.Severity;
import dev.tally.edl.load.Place;
import java.util.List;
import java.util.stream.Collectors;

/** Enums of the same full name: their constants, what they reserve, whether they are open. */
final class EnumComparison {
  private final Side before;
  private final Side after;
  private final Verdicts verdicts;

  EnumComparison(Side before, Side after, Verdicts verdicts) {
    this.before = before;
    this.after = after;
    this.verdicts = verdicts;
  }

  void compare() {
    before
        .enums()
        .forEach(
            (name, old) -> {
              EnumDescriptor now = after.enums().get(name);
              if (now == null) {
                deleted(old);
              } else if (now != old) {
                compare(old, now);
              }
            });
  }

  private void deleted(EnumDescriptor old) {
    verdicts.add(
        WireRules.ENUM_DELETED,
        old.getFullName(),
        after.holder(old),
        before.schema().place(old),
        "enum %s is deleted".formatted(old.getFullName()),
        "keep it, with option deprecated = true, until nothing uses it");
  }

  private void compare(EnumDescriptor old, EnumDescriptor now) {
    for (EnumValueDescriptor constant : old.getValues()) {
      EnumValueDescriptor same = now.findValueByName(constant.getName());
      if (same == null) {
        lost(constant, now);
      } else if (same.getNumber() != constant.getNumber()) {
        renumbered(constant, same);
      }
    }
    for (String lost : Reservations.of(old).lost(Reservations.of(now))) {
      verdicts.add(
          WireRules.RESERVATION_REMOVED,
          old.getFullName(),
          after.schema().place(now),
          before.schema().place(old),
          "%s does not reserve %s any more".formatted(old.getFullName(), lost),
          "put it back: reserved %s;".formatted(lost));
    }
    if (old.isClosed() != now.isClosed()) {
      verdicts.add(
          WireRules.ENUM_OPENNESS_CHANGED,
          old.getFullName(),
          after.schema().place(now),
          before.schema().place(old),
          "enum %s becomes %s".formatted(old.getFullName(), now.isClosed() ? "closed" : "open"),
          "keep the syntax, or set features.enum_type = %s"
              .formatted(old.isClosed() ? "CLOSED" : "OPEN"));
    }
  }

  private void renumbered(EnumValueDescriptor old, EnumValueDescriptor now) {
    verdicts.add(
        WireRules.ENUM_VALUE_RENUMBERED,
        name(old),
        after.schema().place(now),
        before.schema().place(old),
        "%s changes its number from %d to %d"
            .formatted(name(old), old.getNumber(), now.getNumber()),
        "put the number back, and give new constants new ones");
  }

  /** A name that is gone: another has its number now, or none. */
  private void lost(EnumValueDescriptor old, EnumDescriptor now) {
    List<EnumValueDescriptor> successors =
        now.getValues().stream().filter(value -> value.getNumber() == old.getNumber()).toList();
    if (successors.isEmpty()) {
      deleted(old, now);
    } else {
      String names =
          successors.stream().map(EnumValueDescriptor::getName).collect(Collectors.joining(", "));
      add(
          DataRules.ENUM_VALUE_RENAMED,
          severity(old),
          old,
          after.schema().place(successors.getFirst()),
          "%s is renamed to %s".formatted(name(old), names),
          "put the name back; or add %s with a new number, and leave %s with deprecated = true"
              .formatted(names, old.getName()));
    }
  }

  private void deleted(EnumValueDescriptor old, EnumDescriptor now) {
    Place place = after.schema().place(now);
    if (before.isStored(old.getType().getFullName())) {
      add(
          DataRules.ENUM_VALUE_REMOVED,
          Severity.ERROR,
          old,
          place,
          "constant %s is removed".formatted(name(old)),
          "keep it, with deprecated = true, as long as anything sends or reads it");
    }
    if (!now.isReservedNumber(old.getNumber())) {
      add(
          WireRules.ENUM_VALUE_NUMBER_NOT_RESERVED,
          Severity.ERROR,
          old,
          place,
          "%s is removed and its number %d is free for others"
              .formatted(name(old), old.getNumber()),
          "add: reserved %d;".formatted(old.getNumber()));
    }
    if (!now.isReservedName(old.getName())) {
      add(
          DataRules.ENUM_VALUE_NAME_NOT_RESERVED,
          severity(old),
          old,
          place,
          "%s is removed and its name is free for others".formatted(name(old)),
          "reserve the name, too: reserved \"%s\" (editions: without quotes)"
              .formatted(old.getName()));
    }
  }

  private Severity severity(EnumValueDescriptor constant) {
    return before.isStored(constant.getType().getFullName()) ? Severity.ERROR : Severity.WARNING;
  }

  private void add(
      CheckRule rule,
      Severity severity,
      EnumValueDescriptor old,
      Place place,
      String message,
      String instead) {
    verdicts.add(rule, severity, name(old), place, before.schema().place(old), message, instead);
  }

  /** With the enum's name, which protobuf's own full name does not have. */
  static String name(EnumValueDescriptor constant) {
    return constant.getType().getFullName() + "." + constant.getName();
  }
}
