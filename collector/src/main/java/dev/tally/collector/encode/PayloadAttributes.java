package dev.tally.collector.encode;

import com.google.protobuf.Struct;
import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.EnumType;
import dev.tally.edl.model.Revision;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A payload for people, as far as it can be read.
 *
 * @param values by attribute, in the order of the revision; a map's keys and values are lists
 * @param unreadable why the rest could not be read; empty when there is none
 */
public record PayloadAttributes(Map<String, Object> values, String unreadable) {
  public static PayloadAttributes none(String reason) {
    return new PayloadAttributes(Map.of(), reason);
  }

  public static PayloadAttributes read(Revision revision, byte[] payload) {
    RowPlan plan;
    try {
      plan = RowPlan.compile(revision);
    } catch (IllegalArgumentException e) {
      return none("revision " + revision.id() + " can't be compiled: " + e.getMessage());
    }
    String unreadable = "";
    try {
      new EventDecoder().decode(plan, payload, 0, payload.length);
    } catch (EventRejection e) {
      unreadable = e.reason();
    }
    Map<String, Object> values = new LinkedHashMap<>();
    List<Attribute> attributes = revision.eventType().attributes();
    for (AttributePlan attribute : plan.attributes()) {
      if (plan.values().isPresent(attribute)) {
        values.put(
            attribute.name, all(attribute, attributes.get(attribute.slot), plan.values(), payload));
      }
    }
    return new PayloadAttributes(values, unreadable);
  }

  private static Object all(
      AttributePlan plan, Attribute attribute, RowValues row, byte[] payload) {
    if (plan.isStruct) {
      return struct(row.struct(plan));
    }
    if (plan.isSingular) {
      return one(plan, attribute, row.value(plan), row.nanos(plan), payload);
    }
    LongList list = row.list(plan);
    int stride = plan.stride();
    List<Object> values = new ArrayList<>();
    for (int i = 0; i + stride <= list.size(); i += stride) {
      int nanos = stride == 1 ? 0 : (int) list.get(i + 1);
      values.add(one(plan, attribute, list.get(i), nanos, payload));
    }
    return values;
  }

  private static Object one(
      AttributePlan plan, Attribute attribute, long value, int nanos, byte[] payload) {
    int offset = Slice.offset(value);
    return switch (plan.type) {
      case STRING -> new String(payload, offset, Slice.length(value), StandardCharsets.UTF_8);
      case BYTES -> HexFormat.of().formatHex(payload, offset, offset + Slice.length(value));
      case FLOAT, DOUBLE -> Double.longBitsToDouble(value);
      case BOOL -> value != 0;
      case UINT64, FIXED64 -> Long.toUnsignedString(value);
      case TIMESTAMP -> time(value, nanos);
      case STRUCT -> throw new IllegalStateException(plan.name + " is no single value");
      case DURATION -> duration(value, nanos);
      case ENUM -> name(attribute, value);
      case INT32, SINT32, SFIXED32, UINT32, FIXED32, INT64, SINT64, SFIXED64 -> value;
    };
  }

  private static Object name(Attribute attribute, long value) {
    for (EnumType.Value known : attribute.enumType().map(EnumType::values).orElse(List.of())) {
      if (known.number() == value) {
        return known.name();
      }
    }
    return value;
  }

  private static String struct(Struct struct) {
    try {
      return new String(StructText.of(struct), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return struct.toString();
    }
  }

  /** As protobuf's JSON writes it. */
  private static String duration(long seconds, int nanos) {
    return BigDecimal.valueOf(seconds)
            .add(BigDecimal.valueOf(nanos, 9))
            .stripTrailingZeros()
            .toPlainString()
        + "s";
  }

  private static String time(long seconds, int nanos) {
    try {
      return Instant.ofEpochSecond(seconds, nanos).toString();
    } catch (DateTimeException e) {
      return seconds + " s, " + nanos + " ns";
    }
  }
}
