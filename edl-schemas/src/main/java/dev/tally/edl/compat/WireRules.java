package dev.tally.edl.compat;

import dev.tally.edl.check.Area;
import dev.tally.edl.check.CheckRule;
import dev.tally.edl.check.Severity;
import java.util.List;

/** Whether readers and writers of both sides understand each other's bytes. */
final class WireRules {
  static final CheckRule MESSAGE_DELETED =
      error(
          "MESSAGE_DELETED",
          "A message that is no event type stays.",
          "Other files, other folders and applications name it. An event type has a rule of its"
              + " own.");
  static final CheckRule ENUM_DELETED =
      error(
          "ENUM_DELETED", "An enum stays.", "Other files, other folders and applications name it.");
  static final CheckRule FIELD_NUMBER_NOT_RESERVED =
      error(
          "FIELD_NUMBER_NOT_RESERVED",
          "The number of a deleted field is reserved.",
          "Whoever uses the number again would read old senders' bytes as another field's.");
  static final CheckRule FIELD_RENUMBERED =
      error(
          "FIELD_RENUMBERED",
          "A field keeps its number.",
          "The number is what is on the wire: what senders of the old number send is not read any"
              + " more, although the field seems to be there still.");
  static final CheckRule FIELD_TYPE_CHANGED =
      error(
          "FIELD_TYPE_CHANGED",
          "A field's type changes only within a group of types that are written alike.",
          "Other bytes are misread or refused. Alike are int32, int64, uint32, uint64 and bool;"
              + " sint32 and sint64; fixed32 and sfixed32; fixed64 and sfixed64; and string may"
              + " become bytes. An enum may become another one of the same simple name that has all"
              + " its constants.");
  static final CheckRule FIELD_CARDINALITY_CHANGED =
      error(
          "FIELD_CARDINALITY_CHANGED",
          "A field stays singular, repeated or required.",
          "Of a list an old reader keeps the last value only, and packed lists are not read as one"
              + " value at all. A map is on the wire as a repeated message of key and value.");
  static final CheckRule FIELD_ONEOF_CHANGED =
      error(
          "FIELD_ONEOF_CHANGED",
          "A field stays in its oneof, or out of all of them.",
          "Of the fields of a oneof a reader keeps the last one: values that one side sends"
              + " together are lost on the other. A oneof as a whole may get another name.");
  static final CheckRule FIELD_DEFAULT_CHANGED =
      warning(
          "FIELD_DEFAULT_CHANGED",
          "A field keeps its default.",
          "A default is not sent: applications on both sides read an unset field differently. Tally"
              + " itself stores unset as NULL, so this is a warning.");
  static final CheckRule REQUIRED_FIELD_CHANGED =
      error(
          "REQUIRED_FIELD_CHANGED",
          "Fields with the label required (LEGACY_REQUIRED of editions) are neither added nor taken"
              + " away.",
          "A reader refuses the whole message when one is missing, whichever side is the older.");
  static final CheckRule RESERVATION_REMOVED =
      error(
          "RESERVATION_REMOVED",
          "What is reserved stays reserved.",
          "The numbers and names were in use once, and may still be sent or stored.");
  static final CheckRule ENUM_VALUE_NUMBER_NOT_RESERVED =
      error(
          "ENUM_VALUE_NUMBER_NOT_RESERVED",
          "The number of a deleted enum constant is reserved.",
          "Whoever uses the number again would read old senders' constant as another one.");
  static final CheckRule ENUM_VALUE_RENUMBERED =
      error(
          "ENUM_VALUE_RENUMBERED",
          "An enum constant keeps its number.",
          "The number is on the wire and the name is stored: events of old senders get another"
              + " name, or none.");
  static final CheckRule ENUM_OPENNESS_CHANGED =
      error(
          "ENUM_OPENNESS_CHANGED",
          "An enum stays open (proto3) or closed (proto2).",
          "A closed enum's reader drops the numbers that it does not know, an open one's keeps"
              + " them: values appear or vanish.");
  static final CheckRule MESSAGE_SET_CHANGED =
      error(
          "MESSAGE_SET_CHANGED",
          "A message keeps its message_set_wire_format.",
          "It is another encoding of the same fields.");

  static final List<CheckRule> ALL =
      List.of(
          MESSAGE_DELETED,
          ENUM_DELETED,
          FIELD_NUMBER_NOT_RESERVED,
          FIELD_RENUMBERED,
          FIELD_TYPE_CHANGED,
          FIELD_CARDINALITY_CHANGED,
          FIELD_ONEOF_CHANGED,
          FIELD_DEFAULT_CHANGED,
          REQUIRED_FIELD_CHANGED,
          RESERVATION_REMOVED,
          ENUM_VALUE_NUMBER_NOT_RESERVED,
          ENUM_VALUE_RENUMBERED,
          ENUM_OPENNESS_CHANGED,
          MESSAGE_SET_CHANGED);

  private WireRules() {}

  private static CheckRule error(String id, String summary, String why) {
    return new CheckRule(id, Area.WIRE, Severity.ERROR, summary, why);
  }

  private static CheckRule warning(String id, String summary, String why) {
    return new CheckRule(id, Area.WIRE, Severity.WARNING, summary, why);
  }
}
