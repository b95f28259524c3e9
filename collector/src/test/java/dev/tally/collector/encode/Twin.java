package dev.tally.collector.encode;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.Presence;
import dev.tally.edl.model.Shape;
import dev.tally.error.ErrorCode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The slow and plain way from a payload to a row: protobuf-java's DynamicMessage, strings and
 * BigDecimals, one row at a time. Shares nothing with the encoder but the model.
 */
final class Twin {
  private static final BigInteger INT64_MIN = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger INT64_MAX = BigInteger.valueOf(Long.MAX_VALUE);
  private static final Instant TIME_MIN = Instant.parse("1900-01-01T00:00:00Z");
  private static final Instant TIME_END = Instant.parse("2300-01-01T00:00:00Z");
  private static final Instant TIMESTAMP_MIN = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant TIMESTAMP_END = Instant.parse("+10000-01-01T00:00:00Z");

  private Twin() {}

  sealed interface Outcome {}

  /** Values as text: strings in hex, floats as the hex of their bits. */
  record Stored(Instant time, Map<String, List<String>> arrays) implements Outcome {}

  /** The first problem in the order of the attributes. */
  record Rejected(ErrorCode code, String attribute) implements Outcome {}

  /** No message at all: malformed, or a string that is not UTF-8. */
  record Unreadable(String reason) implements Outcome {}

  static Outcome outcome(RandomSchema.Made schema, byte[] payload, Instant otherwise) {
    DynamicMessage message;
    try {
      message = DynamicMessage.parseFrom(schema.descriptor(), payload);
    } catch (InvalidProtocolBufferException e) {
      return new Unreadable(String.valueOf(e.getMessage()));
    }
    if (hasGroup(message)) {
      return new Unreadable("a group");
    }
    try {
      return row(schema, message, otherwise);
    } catch (Problem problem) {
      return new Rejected(problem.code, problem.attribute);
    }
  }

  private static final class Problem extends Exception {
    private static final long serialVersionUID = 1;
    final ErrorCode code;
    final String attribute;

    Problem(ErrorCode code, String attribute) {
      this.code = code;
      this.attribute = attribute;
    }
  }

  private static Stored row(RandomSchema.Made schema, DynamicMessage message, Instant otherwise)
      throws Problem {
    Map<String, List<String>> arrays = new LinkedHashMap<>();
    for (String column : EventBlock.EVENTS_COLUMNS) {
      if (column.endsWith("_names") || column.endsWith("_values")) {
        arrays.put(column, new ArrayList<>());
      }
    }
    Instant time = otherwise;
    String timeName = "";
    for (Attribute attribute : schema.eventType().attributes()) {
      List<Object> values = values(message, attribute);
      if (values.isEmpty()
          && attribute.presence() == Presence.REQUIRED
          && !attribute.isOfElements()) {
        throw new Problem(ErrorCode.ATTRIBUTE_MISSING, attribute.name());
      }
      for (Object value : values) {
        if (attribute.eventTime()) {
          time = timestamp(attribute, value);
          timeName = attribute.name();
        } else {
          String kind = attribute.kind().name().toLowerCase(java.util.Locale.ROOT);
          list(arrays, kind + "_names").add(attribute.name());
          list(arrays, kind + "_values").add(text(attribute, value));
        }
      }
    }
    if (time.isBefore(TIME_MIN) || !time.isBefore(TIME_END)) {
      throw new Problem(ErrorCode.ATTRIBUTE_INVALID, timeName);
    }
    return new Stored(Instant.ofEpochMilli(time.toEpochMilli()), arrays);
  }

  private static List<String> list(Map<String, List<String>> arrays, String column) {
    List<String> list = arrays.get(column);
    if (list == null) {
      throw new AssertionError(column);
    }
    return list;
  }

  private static List<Object> values(DynamicMessage message, Attribute attribute) throws Problem {
    if (attribute.isOfElements()) {
      return ofElements(message, attribute);
    }
    boolean isMap = attribute.shape() == Shape.MAP_KEY || attribute.shape() == Shape.MAP_VALUE;
    List<Integer> path = attribute.path();
    int depth = isMap || attribute.wrapped() ? path.size() - 1 : path.size();
    Optional<Message> holder = inner(message, path.subList(0, depth - 1));
    if (holder.isEmpty()) {
      return List.of();
    }
    Message at = holder.get();
    FieldDescriptor field = at.getDescriptorForType().findFieldByNumber(path.get(depth - 1));
    if (isMap) {
      return List.copyOf(entries(at, field, attribute.shape() == Shape.MAP_KEY));
    }
    if (field.isRepeated()) {
      return new ArrayList<>((List<?>) at.getField(field));
    }
    return at.hasField(field) ? List.of(value(attribute, at.getField(field))) : List.of();
  }

  private static List<Object> ofElements(DynamicMessage message, Attribute attribute)
      throws Problem {
    int depth = attribute.elementDepth();
    List<Integer> path = attribute.path();
    Optional<Message> holder = inner(message, path.subList(0, depth - 1));
    if (holder.isEmpty()) {
      return List.of();
    }
    FieldDescriptor repeated =
        holder.get().getDescriptorForType().findFieldByNumber(path.get(depth - 1));
    List<Object> values = new ArrayList<>();
    for (Object element : (List<?>) holder.get().getField(repeated)) {
      values.add(inElement((Message) element, attribute));
    }
    return values;
  }

  private static Object inElement(Message element, Attribute attribute) throws Problem {
    List<Integer> path = attribute.path();
    if (attribute.isRepeatedWrapper()) {
      return value(attribute, element);
    }
    int end = attribute.wrapped() ? path.size() - 1 : path.size();
    Optional<Message> holder = inner(element, path.subList(attribute.elementDepth(), end - 1));
    if (holder.isPresent()) {
      Message at = holder.get();
      FieldDescriptor field = at.getDescriptorForType().findFieldByNumber(path.get(end - 1));
      if (at.hasField(field)) {
        return value(attribute, at.getField(field));
      }
    }
    if (attribute.presence() == Presence.REQUIRED) {
      throw new Problem(ErrorCode.ATTRIBUTE_MISSING, attribute.name());
    }
    return neutral(element.getDescriptorForType(), attribute);
  }

  private static Object neutral(Descriptor element, Attribute attribute) {
    Descriptor at = element;
    for (int number : attribute.path().subList(attribute.elementDepth(), attribute.path().size())) {
      FieldDescriptor field = at.findFieldByNumber(number);
      if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
        return field.getDefaultValue();
      }
      at = field.getMessageType();
    }
    return DynamicMessage.getDefaultInstance(at);
  }

  /** The value itself, of a wrapper the one in it. */
  private static Object value(Attribute attribute, Object value) {
    return attribute.wrapped()
        ? ((Message) value).getField(((Message) value).getDescriptorForType().findFieldByNumber(1))
        : value;
  }

  /** The message that a path of singular messages leads to, when it is there. */
  private static Optional<Message> inner(Message message, List<Integer> path) {
    Message at = message;
    for (int number : path) {
      FieldDescriptor field = at.getDescriptorForType().findFieldByNumber(number);
      if (!at.hasField(field)) {
        return Optional.empty();
      }
      at = (Message) at.getField(field);
    }
    return Optional.of(at);
  }

  private static Collection<Object> entries(Message at, FieldDescriptor map, boolean keys) {
    Map<Object, Object> entries = new LinkedHashMap<>();
    for (Object entry : (List<?>) at.getField(map)) {
      Message pair = (Message) entry;
      entries.put(
          pair.getField(map.getMessageType().findFieldByNumber(1)),
          pair.getField(map.getMessageType().findFieldByNumber(2)));
    }
    return keys ? entries.keySet() : entries.values();
  }

  private static String text(Attribute attribute, Object value) throws Problem {
    String text =
        switch (attribute.type()) {
          case STRING -> (String) value;
          case BYTES -> null;
          case BOOL -> value.toString();
          case ENUM -> enumName(attribute, ((EnumValueDescriptor) value).getNumber());
          case TIMESTAMP -> {
            Instant time = timestamp(attribute, value);
            yield BigInteger.valueOf(time.getEpochSecond())
                .multiply(BigInteger.valueOf(1_000_000))
                .add(BigInteger.valueOf(time.getNano() / 1_000))
                .toString();
          }
          case STRUCT -> json(attribute, (Message) value).toString();
          case DURATION -> micros(attribute, (Message) value).toString();
          case FLOAT, DOUBLE -> decimal(attribute, ((Number) value).doubleValue());
          case UINT32, FIXED32 -> Integer.toUnsignedString((Integer) value);
          case UINT64, FIXED64 ->
              attribute.dimension() == dev.tally.edl.model.DimensionClass.NONE
                  ? value.toString()
                  : Long.toUnsignedString((Long) value);
          case INT32, SINT32, SFIXED32, INT64, SINT64, SFIXED64 -> value.toString();
        };
    byte[] bytes =
        text == null ? ((ByteString) value).toByteArray() : text.getBytes(StandardCharsets.UTF_8);
    return switch (attribute.kind()) {
      case DIM, STR -> HexFormat.of().formatHex(bytes);
      case INT, NUM -> String.valueOf(text);
    };
  }

  private static String enumName(Attribute attribute, int number) {
    return attribute.enumType().orElseThrow().values().stream()
        .filter(value -> value.number() == number)
        .findFirst()
        .map(value -> value.name())
        .orElse(Integer.toString(number));
  }

  private static String decimal(Attribute attribute, double value) throws Problem {
    if (attribute.scale() == 0) {
      return Long.toHexString(Double.doubleToRawLongBits(value));
    }
    if (!Double.isFinite(value)) {
      throw new Problem(ErrorCode.ATTRIBUTE_INVALID, attribute.name());
    }
    BigInteger units =
        new BigDecimal(value)
            .movePointRight(attribute.scale())
            .setScale(0, RoundingMode.HALF_EVEN)
            .toBigInteger();
    if (units.compareTo(INT64_MIN) <= 0 || units.compareTo(INT64_MAX) > 0) {
      throw new Problem(ErrorCode.ATTRIBUTE_INVALID, attribute.name());
    }
    return units.toString();
  }

  /** JSON by Jackson, of what a DynamicMessage holds. */
  private static JsonNode json(Attribute attribute, Message message) throws Problem {
    JsonNodeFactory json = JsonNodeFactory.instance;
    Descriptor type = message.getDescriptorForType();
    return switch (type.getName()) {
      case "Struct" -> {
        ObjectNode object = json.objectNode();
        FieldDescriptor map = type.findFieldByName("fields");
        List<Object> keys = List.copyOf(entries(message, map, true));
        List<Object> values = List.copyOf(entries(message, map, false));
        for (int i = 0; i < keys.size(); i++) {
          object.set((String) keys.get(i), json(attribute, (Message) values.get(i)));
        }
        yield object;
      }
      case "ListValue" -> {
        ArrayNode array = json.arrayNode();
        for (Object value : (List<?>) message.getField(type.findFieldByName("values"))) {
          array.add(json(attribute, (Message) value));
        }
        yield array;
      }
      default -> {
        FieldDescriptor kind = message.getOneofFieldDescriptor(type.getOneofs().getFirst());
        yield kind == null
            ? json.nullNode()
            : jsonOfKind(attribute, kind.getName(), message.getField(kind));
      }
    };
  }

  private static JsonNode jsonOfKind(Attribute attribute, String kind, Object value)
      throws Problem {
    JsonNodeFactory json = JsonNodeFactory.instance;
    return switch (kind) {
      case "number_value" -> {
        double number = (Double) value;
        if (Double.isNaN(number) || Double.isInfinite(number)) {
          throw new Problem(ErrorCode.ATTRIBUTE_INVALID, attribute.name());
        }
        BigDecimal exact = new BigDecimal(number);
        boolean isWhole =
            exact.stripTrailingZeros().scale() <= 0
                && exact.abs().compareTo(BigDecimal.TWO.pow(53)) <= 0;
        yield isWhole ? json.numberNode(exact.longValueExact()) : json.numberNode(number);
      }
      case "string_value" -> json.stringNode((String) value);
      case "bool_value" -> json.booleanNode((Boolean) value);
      case "null_value" -> json.nullNode();
      default -> json(attribute, (Message) value);
    };
  }

  /** By protobuf's words: within 10,000 years, and both parts of one sign. */
  private static BigInteger micros(Attribute attribute, Message duration) throws Problem {
    long seconds = (Long) duration.getField(duration.getDescriptorForType().findFieldByNumber(1));
    int nanos = (Integer) duration.getField(duration.getDescriptorForType().findFieldByNumber(2));
    BigInteger all =
        BigInteger.valueOf(seconds)
            .multiply(BigInteger.valueOf(1_000_000_000))
            .add(BigInteger.valueOf(nanos));
    boolean isWithin =
        Math.abs((double) seconds) <= 315_576_000_000.0 && Math.abs((long) nanos) < 1_000_000_000;
    if (!isWithin || Long.signum(seconds) * Integer.signum(nanos) < 0) {
      throw new Problem(ErrorCode.ATTRIBUTE_INVALID, attribute.name());
    }
    return all.divide(BigInteger.valueOf(1_000));
  }

  private static Instant timestamp(Attribute attribute, Object value) throws Problem {
    Message message = (Message) value;
    long seconds = (Long) message.getField(message.getDescriptorForType().findFieldByNumber(1));
    int nanos = (Integer) message.getField(message.getDescriptorForType().findFieldByNumber(2));
    try {
      Instant time = Instant.ofEpochSecond(seconds);
      if (nanos < 0
          || nanos > 999_999_999
          || time.isBefore(TIMESTAMP_MIN)
          || !time.isBefore(TIMESTAMP_END)) {
        throw new Problem(ErrorCode.ATTRIBUTE_INVALID, attribute.name());
      }
      return time.plusNanos(nanos);
    } catch (DateTimeException e) {
      throw new Problem(ErrorCode.ATTRIBUTE_INVALID, attribute.name());
    }
  }

  private static boolean hasGroup(Message message) {
    for (UnknownFieldSet.Field field : message.getUnknownFields().asMap().values()) {
      if (!field.getGroupList().isEmpty()) {
        return true;
      }
    }
    for (Object value : message.getAllFields().values()) {
      List<?> values = value instanceof List<?> list ? list : List.of(value);
      for (Object each : values) {
        if (each instanceof Message nested && hasGroup(nested)) {
          return true;
        }
      }
    }
    return false;
  }

  static Map<Class<?>, Integer> tally(Collection<Outcome> outcomes) {
    Map<Class<?>, Integer> counts = new LinkedHashMap<>();
    outcomes.forEach(outcome -> counts.merge(outcome.getClass(), 1, Integer::sum));
    return counts;
  }

  static Map<ErrorCode, Integer> codes(Collection<Outcome> outcomes) {
    Map<ErrorCode, Integer> counts = new EnumMap<>(ErrorCode.class);
    for (Outcome outcome : outcomes) {
      if (outcome instanceof Rejected rejected) {
        counts.merge(rejected.code(), 1, Integer::sum);
      }
    }
    return counts;
  }
}
