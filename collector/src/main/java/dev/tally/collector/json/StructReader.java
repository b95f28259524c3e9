package dev.tally.collector.json;

import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import java.math.BigDecimal;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads a JSON object, whatever is in it, into a google.protobuf.Struct. */
final class StructReader {
  private final JsonParser parser;
  private final String attribute;

  StructReader(JsonParser parser, String attribute) {
    this.parser = parser;
    this.attribute = attribute;
  }

  /** Reads the object that the parser stands at; afterwards it stands at its end. */
  Struct read() throws EventProblem {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw EventProblem.invalid(attribute, "must be an object: it is stored as JSON");
    }
    return object();
  }

  private Struct object() throws EventProblem {
    Struct.Builder struct = Struct.newBuilder();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      struct.putFields(name, value());
    }
    return struct.build();
  }

  private ListValue array() throws EventProblem {
    ListValue.Builder list = ListValue.newBuilder();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      list.addValues(value());
    }
    return list.build();
  }

  private Value value() throws EventProblem {
    Value.Builder value = Value.newBuilder();
    return switch (parser.currentToken()) {
      case START_OBJECT -> value.setStructValue(object()).build();
      case START_ARRAY -> value.setListValue(array()).build();
      case VALUE_NULL -> value.setNullValue(NullValue.NULL_VALUE).build();
      case VALUE_TRUE, VALUE_FALSE ->
          value.setBoolValue(parser.currentToken() == JsonToken.VALUE_TRUE).build();
      case VALUE_NUMBER_INT -> value.setNumberValue(whole(parser.getString())).build();
      case VALUE_NUMBER_FLOAT -> value.setNumberValue(number(parser.getString())).build();
      default -> value.setStringValue(parser.getString()).build();
    };
  }

  /** As a double, which is all that a Struct has; no digit is lost. */
  private double whole(String text) throws EventProblem {
    double number = number(text);
    if (new BigDecimal(number).compareTo(new BigDecimal(text)) != 0) {
      throw EventProblem.invalid(
          attribute, text + " is more than a number of JSON holds: put it in quotes");
    }
    return number;
  }

  private double number(String text) throws EventProblem {
    double number = Double.parseDouble(text);
    if (Double.isInfinite(number)) {
      throw EventProblem.invalid(attribute, text + " is not within the range of a double");
    }
    return number;
  }
}
