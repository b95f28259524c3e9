package dev.tally.collector.json;

import dev.tally.collector.batch.WireCursor;
import dev.tally.collector.encode.EventLimits;
import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.AttributeType;
import dev.tally.edl.model.Shape;
import dev.tally.error.ErrorCode;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads the {@code attributes} of one event into its payload. Every attribute is written with the
 * messages around it, which a protobuf reader merges; so dotted names, nested objects and any order
 * of them come to the same. One thread.
 */
final class AttributesReader {
  private static final int MAP_KEY = 1;
  private static final int MAP_VALUE = 2;
  private static final int WRAPPER_VALUE = 1;

  private final WireBuffer field = new WireBuffer();
  private final WireBuffer entry = new WireBuffer();
  private final WireBuffer element = new WireBuffer();
  private final WireBuffer all = new WireBuffer();
  private final BitSet seen = new BitSet();
  private int valueCount;

  /** Before an event. */
  void begin() {
    seen.clear();
    valueCount = 0;
  }

  /** Reads the object that the parser stands at; afterwards it stands at its end. */
  void read(JsonParser parser, JsonPlan plan, WireBuffer out) throws EventProblem {
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return;
    }
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw EventProblem.malformed("\"attributes\" must be an object");
    }
    message(parser, plan.root(), "", out);
  }

  private void message(JsonParser parser, JsonField.Message message, String prefix, WireBuffer out)
      throws EventProblem {
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      JsonField found = JsonPlan.find(message, name);
      JsonToken token = parser.nextToken();
      if (found == null) {
        throw new EventProblem(
            ErrorCode.ATTRIBUTE_UNKNOWN,
            shown(prefix + name),
            "the event type's latest revision has no such attribute");
      }
      if (token == JsonToken.VALUE_NULL) {
        continue;
      }
      switch (found) {
        case JsonField.Leaf leaf -> leaf(parser, leaf, out);
        case JsonField.MapOf map -> map(parser, map, out);
        case JsonField.Elements elements -> elements(parser, elements, out);
        case JsonField.Message inner -> {
          if (token != JsonToken.START_OBJECT) {
            throw EventProblem.invalid(prefix + name, "must be an object");
          }
          message(parser, inner, prefix + name + ".", out);
        }
      }
    }
  }

  private static String shown(String name) {
    return name.length() > JsonLimits.NAME_CHARS_MAX
        ? name.substring(0, JsonLimits.NAME_CHARS_MAX)
        : name;
  }

  private void leaf(JsonParser parser, JsonField.Leaf leaf, WireBuffer out) throws EventProblem {
    Attribute attribute = leaf.attribute();
    int number = leaf.path().getLast();
    boolean isList = parser.currentToken() == JsonToken.START_ARRAY;
    field.truncate(0);
    boolean isPlainList = attribute.shape() == Shape.REPEATED && !attribute.isOfElements();
    if (attribute.type() == AttributeType.STRUCT) {
      byte[] struct = new StructReader(parser, attribute.name()).read().toByteArray();
      field.field(number, struct, 0, struct.length);
    } else if (!isPlainList && !attribute.isRepeatedWrapper()) {
      Coercion.write(field, number, attribute, scalar(parser, attribute.name()));
    } else if (isList) {
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        count(attribute.name(), 1);
        if (attribute.isRepeatedWrapper()) {
          entry.truncate(0);
          Coercion.write(entry, WRAPPER_VALUE, attribute, scalar(parser, attribute.name()));
          field.field(number, entry.bytes(), 0, entry.size());
        } else {
          Coercion.write(field, number, attribute, scalar(parser, attribute.name()));
        }
      }
      if (field.size() == 0) {
        return;
      }
    } else {
      throw EventProblem.invalid(attribute.name(), "must be an array: the attribute is repeated");
    }
    note(leaf.slot(), attribute.name());
    wrap(leaf.path(), field, out);
  }

  private void elements(JsonParser parser, JsonField.Elements elements, WireBuffer out)
      throws EventProblem {
    String name = elements.name();
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw EventProblem.invalid(name, "must be an array of objects: it is a repeated message");
    }
    all.truncate(0);
    int number = elements.path().getLast();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() != JsonToken.START_OBJECT) {
        throw EventProblem.invalid(name, "must be an array of objects: it is a repeated message");
      }
      count(name, elements.slots().size());
      elements.slots().forEach(seen::clear);
      element.truncate(0);
      message(parser, elements.element(), name + ".", element);
      all.field(number, element.bytes(), 0, element.size());
    }
    if (all.size() > 0) {
      note(elements.group(), name);
      wrap(elements.path(), all, out);
    }
  }

  private static Coercion.Scalar scalar(JsonParser parser, String attribute) throws EventProblem {
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      throw EventProblem.invalid(attribute, "null is no value of an array or a map");
    }
    if (!parser.currentToken().isScalarValue()) {
      throw EventProblem.invalid(
          attribute, "must be a single value, not an object and not an array");
    }
    return Coercion.Scalar.of(parser);
  }

  private void map(JsonParser parser, JsonField.MapOf map, WireBuffer out) throws EventProblem {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw EventProblem.invalid(map.name(), "must be an object: the attribute is a map");
    }
    field.truncate(0);
    int number = map.path().getLast();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      count(map.name(), 2);
      entry.truncate(0);
      Coercion.Scalar key = new Coercion.Scalar(JsonToken.VALUE_STRING, parser.currentName());
      Coercion.write(entry, MAP_KEY, map.key(), key);
      parser.nextToken();
      Coercion.write(entry, MAP_VALUE, map.value(), scalar(parser, map.value().name()));
      field.field(number, entry.bytes(), 0, entry.size());
    }
    if (field.size() > 0) {
      note(map.slot(), map.name());
      note(map.slot() - 1, map.name());
      wrap(map.path(), field, out);
    }
  }

  private void count(String attribute, int values) throws EventProblem {
    valueCount += values;
    if (valueCount > EventLimits.EVENT_VALUES_MAX) {
      throw new EventProblem(
          ErrorCode.EVENT_TOO_LARGE,
          attribute,
          "more than " + EventLimits.EVENT_VALUES_MAX + " values of arrays and maps");
    }
  }

  private void note(int slot, String attribute) throws EventProblem {
    if (seen.get(slot)) {
      throw EventProblem.invalid(attribute, "is there twice");
    }
    seen.set(slot);
  }

  /** Writes the content of {@code inner} with the messages around it. */
  private static void wrap(List<Integer> path, WireBuffer inner, WireBuffer out) {
    int levels = path.size() - 1;
    int[] lengths = new int[levels];
    int length = inner.size();
    for (int i = levels - 1; i >= 0; i--) {
      lengths[i] = length;
      length += WireBuffer.tagBytes(path.get(i)) + WireBuffer.varintBytes(length);
    }
    for (int i = 0; i < levels; i++) {
      out.tag(path.get(i), WireCursor.BYTES);
      out.varint(lengths[i]);
    }
    out.raw(inner.bytes(), 0, inner.size());
  }

  /** The event's own time, for an event-time attribute that was not among the attributes. */
  void eventTime(JsonPlan plan, Instant time, WireBuffer out) throws EventProblem {
    if (plan.eventTime().isEmpty() || seen.get(plan.eventTime().getAsInt())) {
      return;
    }
    int slot = plan.eventTime().getAsInt();
    Attribute attribute = plan.attribute(slot);
    field.truncate(0);
    Coercion.timestamp(field, attribute.path().getLast(), attribute, time);
    seen.set(slot);
    wrap(attribute.path(), field, out);
  }

  /** After an event. */
  void requireAll(JsonPlan plan) throws EventProblem {
    for (int slot : plan.required()) {
      if (!seen.get(slot)) {
        throw new EventProblem(
            ErrorCode.ATTRIBUTE_MISSING, plan.attribute(slot).name(), "required, and not set");
      }
    }
  }
}
