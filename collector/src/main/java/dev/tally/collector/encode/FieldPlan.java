package dev.tally.collector.encode;

import dev.tally.collector.batch.WireCursor;
import dev.tally.edl.model.AttributeType;
import java.util.List;

/** What a protobuf field of a message means to the decoder. */
sealed interface FieldPlan {
  /** One value, or one of many. */
  record Leaf(AttributePlan attribute, int wireType) implements FieldPlan {
    Leaf(AttributePlan attribute) {
      this(attribute, FieldPlan.wireType(attribute.type));
    }

    boolean isPackable() {
      return wireType != WireCursor.BYTES;
    }
  }

  /** A google.protobuf.Timestamp or Duration; both are seconds and nanoseconds. */
  record Time(AttributePlan attribute) implements FieldPlan {}

  /** A google.protobuf.Struct. */
  record Struct(AttributePlan attribute) implements FieldPlan {}

  /** One of protobuf's wrappers, whose {@code value} is the leaf. */
  record Wrapper(Leaf leaf) implements FieldPlan {}

  /** A message whose fields lead to attributes. */
  record Nested(MessagePlan message) implements FieldPlan {}

  /**
   * A repeated message.
   *
   * @param leaves all attributes that have a value in each element; at least one
   */
  record Elements(MessagePlan message, List<AttributePlan> leaves) implements FieldPlan {}

  /** A map of scalars. */
  record MapEntry(AttributePlan key, AttributePlan value, MapIndex index) implements FieldPlan {}

  static int wireType(AttributeType type) {
    return switch (type) {
      case INT32, SINT32, UINT32, INT64, SINT64, UINT64, BOOL, ENUM -> WireCursor.VARINT;
      case SFIXED32, FIXED32, FLOAT -> WireCursor.FIXED32;
      case SFIXED64, FIXED64, DOUBLE -> WireCursor.FIXED64;
      case STRING, BYTES, TIMESTAMP, DURATION, STRUCT -> WireCursor.BYTES;
    };
  }
}
