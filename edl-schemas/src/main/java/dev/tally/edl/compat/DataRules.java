package dev.tally.edl.compat;

import dev.tally.edl.check.Area;
import dev.tally.edl.check.CheckRule;
import dev.tally.edl.check.Severity;
import java.util.List;

/**
 * Whether what is stored by name goes on to mean the same, and what senders send is still taken.
 */
final class DataRules {
  static final CheckRule EVENT_TYPE_REMOVED =
      error(
          "EVENT_TYPE_REMOVED",
          "An event type stays.",
          "Applications go on sending it, and its view, metrics and alerts belong to nobody.");
  static final CheckRule EVENT_TYPE_RENAMED =
      error(
          "EVENT_TYPE_RENAMED",
          "An event type keeps its name and its package.",
          "Its full name is in every row, view and series: under the new one it starts from"
              + " nothing.");
  static final CheckRule ATTRIBUTE_REMOVED =
      error(
          "ATTRIBUTE_REMOVED",
          "An attribute stays.",
          "The view loses its column, and what old senders send in it is not stored any more.");
  static final CheckRule FIELD_RENAMED =
      error(
          "FIELD_RENAMED",
          "A field keeps its name.",
          "Attributes are stored by name: the new name starts empty, and everything that was stored"
              + " is under the old one. Of a message that no event type holds it is a warning, for"
              + " JSON names.");
  static final CheckRule FIELD_NAME_NOT_RESERVED =
      error(
          "FIELD_NAME_NOT_RESERVED",
          "The name of a deleted field is reserved.",
          "Whoever uses the name again would mix its values with those stored before. Of a message"
              + " that no event type holds it is a warning, for JSON names.");
  static final CheckRule ATTRIBUTE_TYPE_CHANGED =
      error(
          "ATTRIBUTE_TYPE_CHANGED",
          "An attribute keeps its class of type: signed, unsigned, fraction, bool, string, bytes,"
              + " enum or time.",
          "Rows of both types are in one column: old values are read as NULL, as the wrong sign or"
              + " in the wrong spelling.");
  static final CheckRule ATTRIBUTE_NARROWED =
      error(
          "ATTRIBUTE_NARROWED",
          "A whole number keeps its 64 bits.",
          "What old senders send beyond 32 bits is cut off without a word.");
  static final CheckRule ATTRIBUTE_SHAPE_CHANGED =
      error(
          "ATTRIBUTE_SHAPE_CHANGED",
          "An attribute stays a single value, a list or a map.",
          "The column of the view changes its type, and queries over it fail.");
  static final CheckRule UNIT_CHANGED =
      error(
          "UNIT_CHANGED",
          "An attribute keeps its unit.",
          "Stored values are not converted: sums and series add up minutes and seconds. To name a"
              + " unit where none was said is fine.");
  static final CheckRule SCALE_CHANGED =
      error(
          "SCALE_CHANGED",
          "An attribute keeps its scale.",
          "Stored values are not converted: they are off by powers of ten, or NULL where the"
              + " attribute was no fixed-point number.");
  static final CheckRule ATTRIBUTE_MADE_REQUIRED =
      error(
          "ATTRIBUTE_MADE_REQUIRED",
          "An attribute becomes not required, and a new one is not.",
          "Events of senders that do not set it are rejected until all are replaced.");
  static final CheckRule ATTRIBUTE_MADE_OPTIONAL =
      warning(
          "ATTRIBUTE_MADE_OPTIONAL",
          "A required attribute stays required.",
          "Queries meet NULL where there was none. Nothing that is stored or sent is lost, so this"
              + " is a warning.");
  static final CheckRule RULES_TIGHTENED =
      error(
          "RULES_TIGHTENED",
          "The validation rules of an attribute take what they took before.",
          "Events of senders that are not rebuilt are rejected. Looser rules are fine.");
  static final CheckRule EVENT_TIME_MOVED =
      error(
          "EVENT_TIME_MOVED",
          "The event time stays the same attribute.",
          "It is the row's time: rows before and after stand at times that mean different things.");
  static final CheckRule ENUM_VALUE_RENAMED =
      error(
          "ENUM_VALUE_RENAMED",
          "An enum constant keeps its name.",
          "Constants are stored by name: filters, series and dashboards by the old one end. Of an"
              + " enum that no event type holds it is a warning, for JSON names.");
  static final CheckRule ENUM_VALUE_REMOVED =
      error(
          "ENUM_VALUE_REMOVED",
          "A constant of an attribute's enum stays.",
          "What old senders send is stored as a number in digits, beside the name of the rows"
              + " before.");
  static final CheckRule ENUM_VALUE_NAME_NOT_RESERVED =
      error(
          "ENUM_VALUE_NAME_NOT_RESERVED",
          "The name of a deleted enum constant is reserved.",
          "Whoever uses the name again would mix its rows with those stored before. Of an enum that"
              + " no event type holds it is a warning, for JSON names.");
  static final CheckRule DIMENSION_REMOVED =
      error(
          "DIMENSION_REMOVED",
          "A dimension stays one.",
          "No metric can be broken down by it any more, and rows before are NULL in the view:"
              + " dimensions are stored apart.");
  static final CheckRule DIMENSION_ADDED =
      warning(
          "DIMENSION_ADDED",
          "A stored attribute does not become a dimension.",
          "Dimensions are stored apart: in rows before it is NULL in the view, until they expire."
              + " New rows are well, so this is a warning.");
  static final CheckRule DIMENSION_NARROWED =
      warning(
          "DIMENSION_NARROWED",
          "A dimension keeps room for as many values.",
          "Values beyond the smaller limit add up as __other__, and their series end. Nothing that"
              + " is stored is lost, so this is a warning.");
  static final CheckRule PII_WEAKENED =
      error(
          "PII_WEAKENED",
          "The PII class of an attribute is not taken away or weakened.",
          "It decides how values are shown, kept and erased, and those stored are as close to a"
              + " person as before. This needs a privacy review.");
  static final CheckRule PII_RAISED =
      warning(
          "PII_RAISED",
          "The PII class of a stored attribute is not raised.",
          "Values that are stored already were handled as harmless. What the class says may well be"
              + " right, so this is a warning.");
  static final CheckRule RAW_RETENTION_SHORTENED =
      error(
          "RAW_RETENTION_SHORTENED",
          "raw_retention is not shortened.",
          "Rows that are older are deleted, and nothing brings them back.");
  static final CheckRule RETENTION_SHORTENED =
      error(
          "RETENTION_SHORTENED",
          "States and series are not kept for a shorter time.",
          "What is older is deleted, and raw rows to compute it from may be gone.");
  static final CheckRule TIME_BOUNDS_TIGHTENED =
      error(
          "TIME_BOUNDS_TIGHTENED",
          "max_age and max_ahead take the times that they took before.",
          "Late events of senders that have not changed are rejected.");
  static final CheckRule DELIVERY_WEAKENED =
      warning(
          "DELIVERY_WEAKENED",
          "Delivery stays AT_LEAST_ONCE.",
          "Events with BEST_EFFORT are the first to be shed under overload; as long as there is"
              + " none, nothing changes, so this is a warning.");
  static final CheckRule DEDUP_KEY_CHANGED =
      error(
          "DEDUP_KEY_CHANGED",
          "An event type keeps its dedup_key.",
          "It holds for the view at once and for series from then on: the two disagree about what"
              + " was before.");
  static final CheckRule ENTITY_KEY_CHANGED =
      error(
          "ENTITY_KEY_CHANGED",
          "An event type keeps its entity_key.",
          "States of things are stored by it: under another key the table of entities starts from"
              + " nothing.");
  static final CheckRule ENTITY_DELETED_CHANGED =
      warning(
          "ENTITY_DELETED_CHANGED",
          "An event type keeps its entity_deleted.",
          "Things that were gone come back, or the other way round. It can be changed back, so this"
              + " is a warning.");

  static final List<CheckRule> ALL =
      List.of(
          EVENT_TYPE_REMOVED,
          EVENT_TYPE_RENAMED,
          ATTRIBUTE_REMOVED,
          FIELD_RENAMED,
          FIELD_NAME_NOT_RESERVED,
          ATTRIBUTE_TYPE_CHANGED,
          ATTRIBUTE_NARROWED,
          ATTRIBUTE_SHAPE_CHANGED,
          UNIT_CHANGED,
          SCALE_CHANGED,
          ATTRIBUTE_MADE_REQUIRED,
          ATTRIBUTE_MADE_OPTIONAL,
          RULES_TIGHTENED,
          EVENT_TIME_MOVED,
          ENUM_VALUE_RENAMED,
          ENUM_VALUE_REMOVED,
          ENUM_VALUE_NAME_NOT_RESERVED,
          DIMENSION_REMOVED,
          DIMENSION_ADDED,
          DIMENSION_NARROWED,
          PII_WEAKENED,
          PII_RAISED,
          RAW_RETENTION_SHORTENED,
          RETENTION_SHORTENED,
          TIME_BOUNDS_TIGHTENED,
          DELIVERY_WEAKENED,
          DEDUP_KEY_CHANGED,
          ENTITY_KEY_CHANGED,
          ENTITY_DELETED_CHANGED);

  private DataRules() {}

  private static CheckRule error(String id, String summary, String why) {
    return new CheckRule(id, Area.DATA, Severity.ERROR, summary, why);
  }

  private static CheckRule warning(String id, String summary, String why) {
    return new CheckRule(id, Area.DATA, Severity.WARNING, summary, why);
  }
}
