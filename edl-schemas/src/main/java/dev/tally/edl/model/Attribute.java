package dev.tally.edl.model;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * A leaf field of an event type.
 *
 * @param name dotted from the event's message: {@code device.os}. A map field {@code labels} is two
 *     attributes, {@code labels.key} and {@code labels.value}, of shape {@link Shape#MAP_KEY} and
 *     {@link Shape#MAP_VALUE}
 * @param path protobuf field numbers from the event's message to the leaf; for a map, the map
 *     field's number and then 1 (key) or 2 (value)
 * @param enumType present exactly when {@code type} is {@link AttributeType#ENUM}
 * @param unit what one of it is, "minutes"; empty when not said
 * @param scale decimal digits of a fixed-point number; 0 for none. A duration is one of seconds
 * @param eventTime whether this is the event's time; such an attribute is stored as the row's
 *     {@code time} and in no array
 * @param rules what its values must be like
 * @param maxValues as it is declared; 0 for what its class says, see {@link #valuesMax}
 * @param elementDepth how many numbers of {@code path} lead to the repeated message in whose
 *     elements it is, of shape {@link Shape#REPEATED}: it has one value per element. 0 when it is
 *     in none
 * @param wrapped whether the last number of {@code path} is the {@code value} of one of protobuf's
 *     wrappers ({@code google.protobuf.StringValue}), and the name that of the field that holds it.
 *     A wrapper without a value is a zero that is set
 */
public record Attribute(
    String name,
    List<Integer> path,
    AttributeType type,
    Shape shape,
    Presence presence,
    Optional<EnumType> enumType,
    DimensionClass dimension,
    PiiClass pii,
    String unit,
    int scale,
    boolean eventTime,
    boolean deprecated,
    String description,
    Rules rules,
    int maxValues,
    int elementDepth,
    boolean wrapped) {

  /**
   * Most decimal digits of a fixed-point number: 10^9 still leaves 9.2 × 10^9 units in an Int64.
   */
  public static final int SCALE_MAX = 9;

  public Attribute {
    requireNonNull(name);
    path = List.copyOf(path);
    requireNonNull(type);
    requireNonNull(shape);
    requireNonNull(presence);
    requireNonNull(enumType);
    requireNonNull(dimension);
    requireNonNull(pii);
    requireNonNull(unit);
    requireNonNull(description);
    requireNonNull(rules);
    if (path.isEmpty()) {
      throw new IllegalArgumentException("attribute " + name + " has no path");
    }
    if (enumType.isPresent() != (type == AttributeType.ENUM)) {
      throw new IllegalArgumentException("attribute " + name + ": enum type and type disagree");
    }
    if (scale < 0 || scale > SCALE_MAX) {
      throw new IllegalArgumentException("attribute " + name + ": scale " + scale);
    }
    if (maxValues < 0 || maxValues > dimension.valuesMax()) {
      throw new IllegalArgumentException("attribute " + name + ": max values " + maxValues);
    }
    if (elementDepth < 0
        || elementDepth >= path.size()
        || (elementDepth > 0 && shape != Shape.REPEATED)) {
      throw new IllegalArgumentException("attribute " + name + ": element depth " + elementDepth);
    }
    if (wrapped && path.size() < 2) {
      throw new IllegalArgumentException("attribute " + name + ": wrapped by nothing");
    }
  }

  /** In no repeated message, and no wrapper. */
  public Attribute(
      String name,
      List<Integer> path,
      AttributeType type,
      Shape shape,
      Presence presence,
      Optional<EnumType> enumType,
      DimensionClass dimension,
      PiiClass pii,
      String unit,
      int scale,
      boolean eventTime,
      boolean deprecated,
      String description,
      Rules rules,
      int maxValues) {
    this(
        name,
        path,
        type,
        shape,
        presence,
        enumType,
        dimension,
        pii,
        unit,
        scale,
        eventTime,
        deprecated,
        description,
        rules,
        maxValues,
        0,
        false);
  }

  /** Without rules, and with as many values as its class says. */
  public Attribute(
      String name,
      List<Integer> path,
      AttributeType type,
      Shape shape,
      Presence presence,
      Optional<EnumType> enumType,
      DimensionClass dimension,
      PiiClass pii,
      String unit,
      int scale,
      boolean eventTime,
      boolean deprecated,
      String description) {
    this(
        name,
        path,
        type,
        shape,
        presence,
        enumType,
        dimension,
        pii,
        unit,
        scale,
        eventTime,
        deprecated,
        description,
        Rules.NONE,
        0);
  }

  public Attribute withRules(Rules other) {
    return new Attribute(
        name,
        path,
        type,
        shape,
        presence,
        enumType,
        dimension,
        pii,
        unit,
        scale,
        eventTime,
        deprecated,
        description,
        other,
        maxValues,
        elementDepth,
        wrapped);
  }

  public Attribute withMaxValues(int most) {
    return new Attribute(
        name,
        path,
        type,
        shape,
        presence,
        enumType,
        dimension,
        pii,
        unit,
        scale,
        eventTime,
        deprecated,
        description,
        rules,
        most,
        elementDepth,
        wrapped);
  }

  public Attribute within(int depth, boolean isWrapped) {
    return new Attribute(
        name,
        path,
        type,
        shape,
        presence,
        enumType,
        dimension,
        pii,
        unit,
        scale,
        eventTime,
        deprecated,
        description,
        rules,
        maxValues,
        depth,
        isWrapped);
  }

  /** Whether it has one value per element of a repeated message. */
  public boolean isOfElements() {
    return elementDepth > 0;
  }

  /** Whether the elements are wrappers, so that it is all that they have. */
  public boolean isRepeatedWrapper() {
    return wrapped && elementDepth == path.size() - 1;
  }

  /** Which pair of arrays of the raw table holds it. */
  public ValueKind kind() {
    return switch (type) {
      case ENUM, BOOL -> ValueKind.DIM;
      case STRING -> dimension == DimensionClass.NONE ? ValueKind.STR : ValueKind.DIM;
      case BYTES, STRUCT -> ValueKind.STR;
      case INT32, SINT32, SFIXED32, UINT32, FIXED32, INT64, SINT64, SFIXED64, UINT64, FIXED64 ->
          dimension == DimensionClass.NONE ? ValueKind.INT : ValueKind.DIM;
      case TIMESTAMP, DURATION -> ValueKind.INT;
      case FLOAT, DOUBLE -> scale == 0 ? ValueKind.NUM : ValueKind.INT;
    };
  }

  /** How many of its values have series of their own; 0 where it is no dimension. */
  public int valuesMax() {
    return maxValues == 0 ? dimension.valuesMax() : maxValues;
  }

  /** Whether metrics can be broken down by it. */
  public boolean isDimension() {
    return kind() == ValueKind.DIM && shape == Shape.SINGULAR;
  }

  /** Whether its values are counted, to be held against its class. */
  public boolean isObserved() {
    return isDimension() && type != AttributeType.BOOL && valuesMax() > 0;
  }
}
