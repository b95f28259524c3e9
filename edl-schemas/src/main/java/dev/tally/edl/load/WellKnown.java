package dev.tally.edl.load;

import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.tally.edl.model.AttributeType;
import java.util.Map;
import java.util.Optional;

/** What becomes of protobuf's well-known types. */
final class WellKnown {
  private static final String PACKAGE = "google.protobuf.";

  private static final Map<String, AttributeType> TIMES =
      Map.of(
          PACKAGE + "Timestamp", AttributeType.TIMESTAMP,
          PACKAGE + "Duration", AttributeType.DURATION);

  private static final String STRUCT = PACKAGE + "Struct";

  private static final Map<String, AttributeType> WRAPPERS =
      Map.of(
          PACKAGE + "DoubleValue", AttributeType.DOUBLE,
          PACKAGE + "FloatValue", AttributeType.FLOAT,
          PACKAGE + "Int64Value", AttributeType.INT64,
          PACKAGE + "UInt64Value", AttributeType.UINT64,
          PACKAGE + "Int32Value", AttributeType.INT32,
          PACKAGE + "UInt32Value", AttributeType.UINT32,
          PACKAGE + "BoolValue", AttributeType.BOOL,
          PACKAGE + "StringValue", AttributeType.STRING,
          PACKAGE + "BytesValue", AttributeType.BYTES);

  private WellKnown() {}

  /** Whether it is a message that is one value to Tally: a time, a wrapper, or one JSON object. */
  static boolean isLeaf(FieldDescriptor field) {
    return isTime(field) || isWrapper(field) || isStruct(field);
  }

  static boolean isStruct(FieldDescriptor field) {
    return name(field).equals(STRUCT);
  }

  /** Of a field that {@link #isLeaf} holds for. */
  static AttributeType type(FieldDescriptor field) {
    if (isStruct(field)) {
      return AttributeType.STRUCT;
    }
    return Optional.ofNullable(TIMES.get(name(field)))
        .or(() -> Optional.ofNullable(WRAPPERS.get(name(field))))
        .orElseThrow(() -> new IllegalStateException("no leaf: " + field.getFullName()));
  }

  static boolean isTime(FieldDescriptor field) {
    return TIMES.containsKey(name(field));
  }

  static boolean isDuration(FieldDescriptor field) {
    return TIMES.get(name(field)) == AttributeType.DURATION;
  }

  static boolean isWrapper(FieldDescriptor field) {
    return WRAPPERS.containsKey(name(field));
  }

  /** Why Tally does not store a message type of protobuf's own, and what to write instead. */
  static Optional<String> refusal(FieldDescriptor field) {
    String name = name(field);
    if (!name.startsWith(PACKAGE)) {
      return Optional.empty();
    }
    String instead =
        switch (name.substring(PACKAGE.length())) {
          case "Value", "ListValue" -> "a Struct, or a string with the JSON text";
          case "Any" -> "the message itself, or a oneof of messages";
          case "Empty" -> "a bool";
          case "FieldMask" -> "a repeated string";
          default -> "a message of your own";
        };
    return Optional.of("is a %s, which Tally does not store; write %s".formatted(name, instead));
  }

  private static String name(FieldDescriptor field) {
    return field.getType() == FieldDescriptor.Type.MESSAGE
        ? field.getMessageType().getFullName()
        : "";
  }
}
