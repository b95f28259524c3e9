package dev.tally.edl.compat;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.tally.edl.check.CheckRule;
import dev.tally.edl.check.Severity;

/** Messages of the same full name: their fields by number, what they reserve, their encoding. */
final class MessageComparison {
  private final Side before;
  private final Side after;
  private final Verdicts verdicts;
  private final FieldComparison fields;

  MessageComparison(Side before, Side after, Verdicts verdicts) {
    this.before = before;
    this.after = after;
    this.verdicts = verdicts;
    this.fields = new FieldComparison(before, after, verdicts);
  }

  void compare() {
    before
        .messages()
        .forEach(
            (name, old) -> {
              Descriptor now = after.messages().get(name);
              if (now != null && now != old) {
                compare(old, now);
              } else if (now == null && !before.eventTypes().containsKey(name)) {
                deleted(old);
              }
            });
  }

  private void deleted(Descriptor old) {
    verdicts.add(
        WireRules.MESSAGE_DELETED,
        old.getFullName(),
        after.holder(old),
        before.schema().place(old),
        "message %s is deleted".formatted(old.getFullName()),
        "keep it, with option deprecated = true, until nothing uses it");
  }

  private void compare(Descriptor old, Descriptor now) {
    for (FieldDescriptor field : old.getFields()) {
      FieldDescriptor same = now.findFieldByNumber(field.getNumber());
      if (same != null) {
        fields.compare(field, same);
      } else if (now.findFieldByName(field.getName()) == null) {
        deleted(field, now);
      }
      FieldDescriptor named = now.findFieldByName(field.getName());
      if (named != null && named.getNumber() != field.getNumber()) {
        fields.renumbered(field, named);
      }
    }
    fields.required(old, now);
    reservations(old, now);
    messageSet(old, now);
  }

  private void deleted(FieldDescriptor field, Descriptor now) {
    boolean isStored = before.isStored(now.getFullName());
    String name = field.getName();
    if (isStored) {
      deleted(
          DataRules.ATTRIBUTE_REMOVED,
          Severity.ERROR,
          field,
          now,
          "field %s is removed".formatted(field.getFullName()),
          "keep it, with deprecated = true, as long as anything sends or reads it");
    }
    if (!now.isReservedNumber(field.getNumber())) {
      deleted(
          WireRules.FIELD_NUMBER_NOT_RESERVED,
          Severity.ERROR,
          field,
          now,
          "%s is removed and its number %d is free for others"
              .formatted(field.getFullName(), field.getNumber()),
          "add: reserved %d;".formatted(field.getNumber()));
    }
    if (!now.isReservedName(name)) {
      deleted(
          DataRules.FIELD_NAME_NOT_RESERVED,
          isStored ? Severity.ERROR : Severity.WARNING,
          field,
          now,
          "%s is removed and its name is free for others".formatted(field.getFullName()),
          "reserve the name, too: reserved \"%s\" (editions: without quotes)".formatted(name));
    }
  }

  private void deleted(
      CheckRule rule,
      Severity severity,
      FieldDescriptor field,
      Descriptor now,
      String message,
      String instead) {
    verdicts.add(
        rule,
        severity,
        field.getFullName(),
        after.schema().place(now),
        before.schema().place(field),
        message,
        instead);
  }

  private void reservations(Descriptor old, Descriptor now) {
    for (String lost : Reservations.of(old).lost(Reservations.of(now))) {
      verdicts.add(
          WireRules.RESERVATION_REMOVED,
          old.getFullName(),
          after.schema().place(now),
          before.schema().place(old),
          "%s does not reserve %s any more".formatted(old.getFullName(), lost),
          "put it back: reserved %s;".formatted(lost));
    }
  }

  private void messageSet(Descriptor old, Descriptor now) {
    if (isMessageSet(old.toProto()) != isMessageSet(now.toProto())) {
      verdicts.add(
          WireRules.MESSAGE_SET_CHANGED,
          old.getFullName(),
          after.schema().place(now),
          before.schema().place(old),
          "%s %s message_set_wire_format"
              .formatted(old.getFullName(), isMessageSet(now.toProto()) ? "gets" : "loses"),
          "write a new message and leave this one as it is");
    }
  }

  private static boolean isMessageSet(DescriptorProto message) {
    return message.getOptions().getMessageSetWireFormat();
  }
}
