package dev.tally.edl.compat;

import dev.tally.edl.check.CheckRule;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Which of buf's rules look for what ours look for, and where the two disagree. */
final class BufCounterparts {
  /** Where buf finds something at an element, one of ours does, too; and the other way round. */
  record Counterpart(String buf, CheckRule ours) {}

  /**
   * What buf finds and we do not, on purpose.
   *
   * @param message of buf, which shows the case
   * @param before the file that shows it, and {@code after}
   */
  record Disagreement(String buf, Pattern message, String reason, String before, String after) {}

  static final List<Counterpart> COUNTERPARTS =
      List.of(
          new Counterpart("PACKAGE_MESSAGE_NO_DELETE", WireRules.MESSAGE_DELETED),
          new Counterpart("MESSAGE_NO_DELETE", WireRules.MESSAGE_DELETED),
          new Counterpart("PACKAGE_ENUM_NO_DELETE", WireRules.ENUM_DELETED),
          new Counterpart("ENUM_NO_DELETE", WireRules.ENUM_DELETED),
          new Counterpart(
              "FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED", WireRules.FIELD_NUMBER_NOT_RESERVED),
          new Counterpart("FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED", WireRules.FIELD_RENUMBERED),
          new Counterpart(
              "FIELD_NO_DELETE_UNLESS_NAME_RESERVED", DataRules.FIELD_NAME_NOT_RESERVED),
          new Counterpart("FIELD_NO_DELETE_UNLESS_NAME_RESERVED", WireRules.FIELD_RENUMBERED),
          new Counterpart("FIELD_NO_DELETE", WireRules.FIELD_RENUMBERED),
          new Counterpart("FIELD_NO_DELETE", WireRules.FIELD_NUMBER_NOT_RESERVED),
          new Counterpart("FIELD_NO_DELETE", DataRules.FIELD_NAME_NOT_RESERVED),
          new Counterpart("FIELD_SAME_NAME", DataRules.FIELD_RENAMED),
          new Counterpart("FIELD_SAME_NAME", WireRules.FIELD_RENUMBERED),
          new Counterpart("FIELD_WIRE_COMPATIBLE_TYPE", WireRules.FIELD_TYPE_CHANGED),
          // of the key or value of a map that has another number, too
          new Counterpart("FIELD_WIRE_COMPATIBLE_TYPE", WireRules.FIELD_RENUMBERED),
          new Counterpart("FIELD_WIRE_COMPATIBLE_CARDINALITY", WireRules.FIELD_CARDINALITY_CHANGED),
          new Counterpart("FIELD_WIRE_COMPATIBLE_CARDINALITY", WireRules.REQUIRED_FIELD_CHANGED),
          new Counterpart("MESSAGE_SAME_REQUIRED_FIELDS", WireRules.REQUIRED_FIELD_CHANGED),
          new Counterpart("FIELD_SAME_ONEOF", WireRules.FIELD_ONEOF_CHANGED),
          new Counterpart("FIELD_SAME_DEFAULT", WireRules.FIELD_DEFAULT_CHANGED),
          new Counterpart("RESERVED_MESSAGE_NO_DELETE", WireRules.RESERVATION_REMOVED),
          new Counterpart("RESERVED_ENUM_NO_DELETE", WireRules.RESERVATION_REMOVED),
          new Counterpart(
              "ENUM_VALUE_NO_DELETE_UNLESS_NUMBER_RESERVED",
              WireRules.ENUM_VALUE_NUMBER_NOT_RESERVED),
          new Counterpart(
              "ENUM_VALUE_NO_DELETE_UNLESS_NUMBER_RESERVED", WireRules.ENUM_VALUE_RENUMBERED),
          new Counterpart(
              "ENUM_VALUE_NO_DELETE_UNLESS_NAME_RESERVED", DataRules.ENUM_VALUE_NAME_NOT_RESERVED),
          new Counterpart(
              "ENUM_VALUE_NO_DELETE_UNLESS_NAME_RESERVED", WireRules.ENUM_VALUE_RENUMBERED),
          new Counterpart("ENUM_VALUE_NO_DELETE", WireRules.ENUM_VALUE_RENUMBERED),
          new Counterpart("ENUM_VALUE_NO_DELETE", WireRules.ENUM_VALUE_NUMBER_NOT_RESERVED),
          new Counterpart("ENUM_VALUE_NO_DELETE", DataRules.ENUM_VALUE_NAME_NOT_RESERVED),
          new Counterpart("ENUM_VALUE_SAME_NAME", DataRules.ENUM_VALUE_RENAMED),
          new Counterpart("ENUM_VALUE_SAME_NAME", WireRules.ENUM_VALUE_RENUMBERED),
          new Counterpart("ENUM_SAME_TYPE", WireRules.ENUM_OPENNESS_CHANGED));

  private static final String MAP_RENAMED =
      "A map's entry message is named after the field: its name is on no wire."
          + " `FIELD_RENAMED` tells of the field.";
  private static final String HEAD = "syntax = \"proto3\"; package p; ";
  private static final String MAP_BEFORE = HEAD + "message M { map<string, int32> a = 1; }";
  private static final String MAP_AFTER = HEAD + "message M { map<string, int32> b = 1; }";
  private static final String RESERVED_WELL =
      "Number and name are reserved and no event type holds it: protobuf's own way to delete. Where"
          + " an event type holds it, `%s` tells.";

  static final List<Disagreement> DISAGREEMENTS =
      List.of(
          new Disagreement(
              "PACKAGE_MESSAGE_NO_DELETE",
              Pattern.compile("message \"[\\w.]+Entry\" was deleted"),
              MAP_RENAMED,
              MAP_BEFORE,
              MAP_AFTER),
          new Disagreement(
              "MESSAGE_NO_DELETE",
              Pattern.compile("message \"[\\w.]+Entry\" was deleted"),
              MAP_RENAMED,
              MAP_BEFORE,
              MAP_AFTER),
          new Disagreement(
              "FIELD_WIRE_COMPATIBLE_TYPE",
              Pattern.compile("type from \"[\\w.]+Entry\" to \"[\\w.]+Entry\""),
              MAP_RENAMED,
              MAP_BEFORE,
              MAP_AFTER),
          new Disagreement(
              "FIELD_SAME_ONEOF",
              Pattern.compile("moved from oneof \"\\w+\" to oneof"),
              "The oneof as a whole has another name, with the same fields: it is on no wire and"
                  + " not stored.",
              HEAD + "message M { oneof a { int32 x = 1; int32 y = 2; } }",
              HEAD + "message M { oneof b { int32 x = 1; int32 y = 2; } }"),
          new Disagreement(
              "FIELD_NO_DELETE",
              Pattern.compile("field .* was deleted\\."),
              RESERVED_WELL.formatted("ATTRIBUTE_REMOVED"),
              HEAD + "message M { int32 x = 1; int32 y = 2; }",
              HEAD + "message M { reserved 2; reserved \"y\"; int32 x = 1; }"),
          new Disagreement(
              "ENUM_VALUE_NO_DELETE",
              Pattern.compile("enum value .* was deleted\\."),
              RESERVED_WELL.formatted("ENUM_VALUE_REMOVED"),
              HEAD + "enum E { A = 0; B = 1; }",
              HEAD + "enum E { reserved 1; reserved \"B\"; A = 0; }"),
          new Disagreement(
              "MESSAGE_NO_DELETE",
              Pattern.compile("message \"[\\w.]+\" was deleted from file"),
              "It stands in another file of the package: elements are found by name, and files may"
                  + " move.",
              HEAD + "message M { int32 x = 1; }",
              "// in another file\n" + HEAD + "message M { int32 x = 1; }"),
          new Disagreement(
              "ENUM_NO_DELETE",
              Pattern.compile("enum \"[\\w.]+\" was deleted from file"),
              "It stands in another file of the package: elements are found by name, and files may"
                  + " move.",
              HEAD + "enum E { A = 0; }",
              "// in another file\n" + HEAD + "enum E { A = 0; }"));

  /** What we find and buf does not: {@link #isOursAlone}. */
  static final String OURS_ALONE =
      "`REQUIRED_FIELD_CHANGED` of editions: buf's `MESSAGE_SAME_REQUIRED_FIELDS` looks at the"
          + " label `required`, and not at `features.field_presence = LEGACY_REQUIRED`, which is"
          + " the same on the wire.";

  static final String OURS_ALONE_BEFORE =
      "edition = \"2023\"; package p; message M { int32 x = 1; }";
  static final String OURS_ALONE_AFTER =
      "edition = \"2023\"; package p; message M { int32 x = 1;"
          + " int32 y = 2 [features.field_presence = LEGACY_REQUIRED]; }";

  private BufCounterparts() {}

  /** Required fields of editions, which buf does not look at. */
  static boolean isOursAlone(String rule, boolean isEditions) {
    return rule.equals(WireRules.REQUIRED_FIELD_CHANGED.id()) && isEditions;
  }

  static Set<String> ofBuf(String bufRule) {
    return COUNTERPARTS.stream()
        .filter(counterpart -> counterpart.buf().equals(bufRule))
        .map(counterpart -> counterpart.ours().id())
        .collect(Collectors.toSet());
  }

  static Set<String> ofOurs(String rule) {
    return COUNTERPARTS.stream()
        .filter(counterpart -> counterpart.ours().id().equals(rule))
        .map(Counterpart::buf)
        .collect(Collectors.toSet());
  }

  static boolean isKnown(Buf.Annotation annotation) {
    return DISAGREEMENTS.stream()
        .anyMatch(
            known ->
                known.buf().equals(annotation.rule())
                    && known.message().matcher(annotation.message()).find());
  }

  /** For docs/compatibility.md. */
  static String page() {
    StringBuilder page = new StringBuilder();
    page.append("| buf | Tally |\n| --- | --- |\n");
    TreeMap<String, Set<String>> table = new TreeMap<>();
    for (Counterpart counterpart : COUNTERPARTS) {
      table.computeIfAbsent(counterpart.buf(), buf -> new TreeSet<>()).add(counterpart.ours().id());
    }
    table.forEach(
        (buf, ours) ->
            page.append(
                "| `%s` | %s |\n"
                    .formatted(
                        buf,
                        ours.stream()
                            .map(BufCounterparts::link)
                            .collect(Collectors.joining(", ")))));
    page.append(
        """

        Where buf finds something and Tally does not, on purpose:

        | buf | why |
        | --- | --- |
        """);
    DISAGREEMENTS.forEach(
        known -> page.append("| `%s` | %s |\n".formatted(known.buf(), known.reason())));
    page.append("\nWhere Tally finds something and buf does not: ").append(OURS_ALONE).append('\n');
    return page.toString();
  }

  private static String link(String rule) {
    return "[`%s`](#%s)".formatted(rule, rule.toLowerCase(Locale.ROOT));
  }
}
