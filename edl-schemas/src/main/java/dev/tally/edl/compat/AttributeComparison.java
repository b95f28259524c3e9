package dev.tally.edl.compat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.tally.edl.check.CheckRule;
import dev.tally.edl.load.Schema;
import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.AttributeType;
import dev.tally.edl.model.DimensionClass;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.PiiClass;
import dev.tally.edl.model.Presence;
import dev.tally.edl.model.Rule;
import dev.tally.edl.model.Shape;
import java.util.Optional;

/** Attributes of the same name, or of the same field under another one, of one event type. */
final class AttributeComparison {
  private static final String NEW_ATTRIBUTE =
      "leave it, with deprecated = true, and add an attribute with another name";

  private final Schema before;
  private final Schema after;
  private final EventType old;
  private final EventType now;
  private final Verdicts verdicts;

  /** What values of a type are like in storage. */
  private enum TypeClass {
    SIGNED,
    UNSIGNED,
    FRACTION,
    BOOL,
    STRING,
    BYTES,
    ENUM,
    TIME,
    DURATION,
    STRUCT
  }

  AttributeComparison(
      Schema before, Schema after, EventType old, EventType now, Verdicts verdicts) {
    this.before = before;
    this.after = after;
    this.old = old;
    this.now = now;
    this.verdicts = verdicts;
  }

  void compare(Attribute was, Attribute is) {
    type(was, is);
    shape(was, is);
    unit(was, is);
    scale(was, is);
    presence(was, is);
    dimension(was, is);
    pii(was, is);
    rules(was, is);
  }

  private void type(Attribute was, Attribute is) {
    if (typeClass(was.type()) != typeClass(is.type())) {
      add(
          DataRules.ATTRIBUTE_TYPE_CHANGED,
          was,
          is,
          "changes its type from %s to %s".formatted(ModelText.type(was), ModelText.type(is)),
          NEW_ATTRIBUTE);
    } else if (is64(was.type()) && !is64(is.type())) {
      add(
          DataRules.ATTRIBUTE_NARROWED,
          was,
          is,
          "is narrowed from %s to %s".formatted(ModelText.type(was), ModelText.type(is)),
          "keep " + ModelText.type(was));
    }
  }

  private static TypeClass typeClass(AttributeType type) {
    return switch (type) {
      case INT32, SINT32, SFIXED32, INT64, SINT64, SFIXED64 -> TypeClass.SIGNED;
      case UINT32, FIXED32, UINT64, FIXED64 -> TypeClass.UNSIGNED;
      case FLOAT, DOUBLE -> TypeClass.FRACTION;
      case BOOL -> TypeClass.BOOL;
      case STRING -> TypeClass.STRING;
      case BYTES -> TypeClass.BYTES;
      case ENUM -> TypeClass.ENUM;
      case TIMESTAMP -> TypeClass.TIME;
      case DURATION -> TypeClass.DURATION;
      case STRUCT -> TypeClass.STRUCT;
    };
  }

  /** Of types of one class: whether it has twice the bits of the others. Floats do not count. */
  private static boolean is64(AttributeType type) {
    return switch (type) {
      case INT64, SINT64, SFIXED64, UINT64, FIXED64 -> true;
      case INT32, SINT32, SFIXED32, UINT32, FIXED32 -> false;
      case FLOAT, DOUBLE, BOOL, STRING, BYTES, ENUM, TIMESTAMP, DURATION, STRUCT -> false;
    };
  }

  private void shape(Attribute was, Attribute is) {
    if (was.shape() != is.shape()) {
      add(
          DataRules.ATTRIBUTE_SHAPE_CHANGED,
          was,
          is,
          "changes its shape from %s to %s".formatted(was.shape(), is.shape()),
          NEW_ATTRIBUTE);
    }
  }

  private void unit(Attribute was, Attribute is) {
    if (!was.unit().isEmpty() && !was.unit().equals(is.unit())) {
      add(
          DataRules.UNIT_CHANGED,
          was,
          is,
          "changes its unit from %s to %s".formatted(was.unit(), ModelText.orNone(is.unit())),
          NEW_ATTRIBUTE);
    }
  }

  private void scale(Attribute was, Attribute is) {
    if (was.scale() != is.scale()) {
      add(
          DataRules.SCALE_CHANGED,
          was,
          is,
          "changes its scale from %d to %d".formatted(was.scale(), is.scale()),
          NEW_ATTRIBUTE);
    }
  }

  private void presence(Attribute was, Attribute is) {
    if (was.presence() == Presence.OPTIONAL && is.presence() == Presence.REQUIRED) {
      add(
          DataRules.ATTRIBUTE_MADE_REQUIRED,
          was,
          is,
          "becomes required",
          "leave it optional; senders that always set it may go on to do so");
    } else if (was.presence() == Presence.REQUIRED && is.presence() == Presence.OPTIONAL) {
      add(
          DataRules.ATTRIBUTE_MADE_OPTIONAL,
          was,
          is,
          "is no longer required",
          "keep it required, or look at the queries that count on it");
    }
  }

  private void dimension(Attribute was, Attribute is) {
    if (was.type() != is.type() || is.type() == AttributeType.BOOL) {
      return;
    }
    boolean isDeclared = is.type() == AttributeType.ENUM;
    boolean wasDimension = isDeclared || was.dimension() != DimensionClass.NONE;
    boolean isDimension = isDeclared || is.dimension() != DimensionClass.NONE;
    if (wasDimension && !isDimension) {
      add(
          DataRules.DIMENSION_REMOVED,
          was,
          is,
          "is no dimension any more",
          "put dimension: %s back".formatted(was.dimension()));
    } else if (!wasDimension && isDimension) {
      add(
          DataRules.DIMENSION_ADDED,
          was,
          is,
          "becomes a dimension",
          "accept it where NULL in older rows does no harm; or add a new attribute");
    } else if (isNarrowed(was, is)) {
      add(
          DataRules.DIMENSION_NARROWED,
          was,
          is,
          "has room for %,d values, and no longer for %,d"
              .formatted(is.valuesMax(), was.valuesMax()),
          "put the class and max_values back");
    }
  }

  /** An enum's class follows from its constants, which have rules of their own. */
  private static boolean isNarrowed(Attribute was, Attribute is) {
    boolean isSaid = is.type() != AttributeType.ENUM || was.maxValues() != is.maxValues();
    return isSaid && is.valuesMax() < was.valuesMax();
  }

  private void pii(Attribute was, Attribute is) {
    if (is.pii().compareTo(was.pii()) < 0 && was.pii().compareTo(PiiClass.NONE) > 0) {
      add(
          DataRules.PII_WEAKENED,
          was,
          is,
          "changes its PII class from %s to %s".formatted(was.pii(), is.pii()),
          "put %s back, or have a privacy review".formatted(was.pii()));
    } else if (is.pii().compareTo(was.pii()) > 0 && is.pii().compareTo(PiiClass.NONE) > 0) {
      add(
          DataRules.PII_RAISED,
          was,
          is,
          "changes its PII class from %s to %s".formatted(was.pii(), is.pii()),
          "look at who has seen, exported or kept its values");
    }
  }

  private void rules(Attribute was, Attribute is) {
    Optional<String> tightened = RuleStrength.tightened(was.rules(), is.rules());
    tightened.ifPresent(
        what ->
            add(
                DataRules.RULES_TIGHTENED,
                was,
                is,
                "is held to more: " + what,
                "loosen it; or see in rejected events that no sender breaks it, and waive this"));
  }

  /** An attribute that was not there: senders do not set it yet. */
  void added(Attribute is) {
    if (is.presence() == Presence.REQUIRED) {
      addedField(
          DataRules.ATTRIBUTE_MADE_REQUIRED,
          is,
          "is new and required",
          "make it optional first, and required when all senders set it");
    }
    Optional<Rule> failing = RuleStrength.failsAtZero(is.rules());
    if (failing.isPresent() && is.shape() == Shape.SINGULAR) {
      addedField(
          DataRules.RULES_TIGHTENED,
          is,
          "is new, and where it is unset breaks its own rule " + ModelText.rule(failing.get()),
          "write `optional` before it, so that an unset value is held to nothing");
    }
  }

  private void addedField(CheckRule rule, Attribute is, String what, String instead) {
    FieldDescriptor field = after.field(now, is);
    verdicts.add(
        rule,
        field.getFullName(),
        after.place(now, is),
        before.place(old),
        field.getFullName() + " " + what,
        instead);
  }

  private void add(CheckRule rule, Attribute was, Attribute is, String what, String instead) {
    String subject = before.field(old, was).getFullName();
    verdicts.add(
        rule,
        subject,
        after.place(now, is),
        before.place(old, was),
        "%s%s %s".formatted(subject, part(was), what),
        instead);
  }

  /** Which of the two attributes of a map. */
  private static String part(Attribute attribute) {
    return switch (attribute.shape()) {
      case MAP_KEY -> " (keys)";
      case MAP_VALUE -> " (values)";
      case SINGULAR, REPEATED -> "";
    };
  }
}
