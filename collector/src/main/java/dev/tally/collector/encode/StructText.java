package dev.tally.collector.encode;

import com.google.protobuf.ListValue;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.Value;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A google.protobuf.Struct as JSON text: no blanks, keys as they came, whole numbers as such. */
final class StructText {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** Up to here a double is sure to be the whole number that was meant. */
  private static final double WHOLE_MAX = 0x1p53;

  private StructText() {}

  /**
   * UTF-8.
   *
   * @throws IllegalArgumentException for a number that JSON lacks, and for groups
   */
  static byte[] of(Struct struct) {
    return JsonMapper.shared().writeValueAsBytes(object(struct));
  }

  private static ObjectNode object(Struct struct) {
    refuseGroups(struct);
    ObjectNode node = JSON.objectNode();
    struct.getFieldsMap().forEach((key, value) -> node.set(key, node(value)));
    return node;
  }

  private static ArrayNode array(ListValue list) {
    refuseGroups(list);
    ArrayNode node = JSON.arrayNode();
    list.getValuesList().forEach(value -> node.add(node(value)));
    return node;
  }

  private static JsonNode node(Value value) {
    refuseGroups(value);
    return switch (value.getKindCase()) {
      case NUMBER_VALUE -> number(value.getNumberValue());
      case STRING_VALUE -> JSON.stringNode(value.getStringValue());
      case BOOL_VALUE -> JSON.booleanNode(value.getBoolValue());
      case STRUCT_VALUE -> object(value.getStructValue());
      case LIST_VALUE -> array(value.getListValue());
      case NULL_VALUE, KIND_NOT_SET -> JSON.nullNode();
    };
  }

  private static JsonNode number(double number) {
    if (!Double.isFinite(number)) {
      throw new IllegalArgumentException(number + " is no number of JSON");
    }
    return Math.rint(number) == number && Math.abs(number) <= WHOLE_MAX
        ? JSON.numberNode((long) number)
        : JSON.numberNode(number);
  }

  private static void refuseGroups(Message message) {
    for (UnknownFieldSet.Field field : message.getUnknownFields().asMap().values()) {
      if (!field.getGroupList().isEmpty()) {
        throw new IllegalArgumentException("a group, which Tally does not read");
      }
    }
  }
}
