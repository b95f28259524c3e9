package dev.tally.collector.encode;

import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.AttributeType;
import dev.tally.edl.model.EnumType;
import dev.tally.edl.model.Presence;
import dev.tally.edl.model.Shape;
import dev.tally.edl.model.ValueKind;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What the decoder and the columns need to know of one attribute. */
final class AttributePlan {
  final int slot;
  final String name;
  final AttributeType type;
  final ValueKind kind;
  final int scale;
  final boolean isSingular;
  final boolean isRequired;
  final boolean isEventTime;

  /** For enums and bools. */
  final @Nullable NamedValues names;

  /** What a map entry without this key or value has: an enum's first number, 0 otherwise. */
  final int mapDefault;

  final Shape shape;

  /** The rules of its values, if there are any. */
  final @Nullable AttributeChecks checks;

  private final byte[] nameBytes;
  private int nameIndex;
  private long nameGeneration;

  AttributePlan(int slot, Attribute attribute) {
    this.slot = slot;
    this.name = attribute.name();
    this.type = attribute.type();
    this.kind = attribute.kind();
    this.scale = attribute.scale();
    this.isSingular = attribute.shape() == Shape.SINGULAR;
    this.isRequired = attribute.presence() == Presence.REQUIRED;
    this.isEventTime = attribute.eventTime();
    this.names =
        type == AttributeType.BOOL
            ? NamedValues.ofBool()
            : attribute.enumType().map(NamedValues::of).orElse(null);
    this.mapDefault =
        attribute.enumType().map(EnumType::values).filter(values -> !values.isEmpty()).stream()
            .mapToInt(values -> values.getFirst().number())
            .findFirst()
            .orElse(0);
    this.shape = attribute.shape();
    this.nameBytes = name.getBytes(StandardCharsets.UTF_8);
    this.checks = AttributeChecks.compile(this, attribute).orElse(null);
  }

  /** A timestamp's value is two longs until it is converted: seconds and nanoseconds. */
  boolean isTimestamp() {
    return type == AttributeType.TIMESTAMP;
  }

  /** Its numbers are scaled to integers. */
  boolean isFixedPoint() {
    return scale > 0 && (type == AttributeType.FLOAT || type == AttributeType.DOUBLE);
  }

  /** Whether {@link EventChecks} has anything to do with it; with most it has not. */
  boolean isJudged() {
    return isRequired || isEventTime || isTimestamp() || isFixedPoint() || checks != null;
  }

  boolean isText() {
    return type == AttributeType.STRING || type == AttributeType.BYTES;
  }

  /** This attribute's name in a names column's dictionary. */
  int nameIndexIn(Dictionary dictionary, long generation) {
    if (nameGeneration != generation) {
      nameGeneration = generation;
      nameIndex = dictionary.indexOf(nameBytes, 0, nameBytes.length);
    }
    return nameIndex;
  }
}
