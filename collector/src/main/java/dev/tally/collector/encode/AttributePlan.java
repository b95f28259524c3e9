package dev.tally.collector.encode;

import dev.tally.collector.observe.DimensionWatch;
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

  /** Its value is text of {@link RowValues#texts}, once it is converted. */
  final boolean isStruct;

  /** It has one value per element of a repeated message; of one that is unset, the default. */
  final boolean isOfElements;

  /** The elements are wrappers: all of them are set. */
  final boolean isRepeatedWrapper;

  /** For enums and bools. */
  final @Nullable NamedValues names;

  /**
   * What a map entry without this key or value has, and an element in which it is unset: an enum's
   * first number, 0 otherwise.
   */
  final int neutral;

  final Shape shape;

  /** The rules of its values, if there are any. */
  final @Nullable AttributeChecks checks;

  /** Who counts its values, if anybody does. */
  final @Nullable DimensionWatch watch;

  private final byte[] nameBytes;
  private int nameIndex;
  private long nameGeneration;

  AttributePlan(int slot, Attribute attribute, @Nullable DimensionWatch watch) {
    this.slot = slot;
    this.name = attribute.name();
    this.type = attribute.type();
    this.kind = attribute.kind();
    this.scale = attribute.scale();
    this.isSingular = attribute.shape() == Shape.SINGULAR;
    this.isRequired = attribute.presence() == Presence.REQUIRED;
    this.isEventTime = attribute.eventTime();
    this.isStruct = type == AttributeType.STRUCT;
    this.isOfElements = attribute.isOfElements();
    this.isRepeatedWrapper = attribute.isRepeatedWrapper();
    this.names =
        type == AttributeType.BOOL
            ? NamedValues.ofBool()
            : attribute.enumType().map(NamedValues::of).orElse(null);
    this.neutral =
        attribute.enumType().map(EnumType::values).filter(values -> !values.isEmpty()).stream()
            .mapToInt(values -> values.getFirst().number())
            .findFirst()
            .orElse(0);
    this.shape = attribute.shape();
    this.nameBytes = name.getBytes(StandardCharsets.UTF_8);
    this.watch = watch;
    this.checks = AttributeChecks.compile(this, attribute).orElse(null);
  }

  /** A timestamp's or duration's value is two longs until converted: seconds, nanoseconds. */
  boolean isTime() {
    return type == AttributeType.TIMESTAMP || type == AttributeType.DURATION;
  }

  /** Longs that one value takes in a list until it is converted. */
  int stride() {
    return isTime() ? 2 : 1;
  }

  /** Its numbers are scaled to integers. */
  boolean isFixedPoint() {
    return scale > 0 && (type == AttributeType.FLOAT || type == AttributeType.DOUBLE);
  }

  /** Whether {@link EventChecks} has anything to do with it; with most it has not. */
  boolean isJudged() {
    return isRequired || isEventTime || isTime() || isStruct || isFixedPoint() || checks != null;
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
