package dev.tally.collector.encode;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.tally.collector.batch.Utf8;
import dev.tally.collector.batch.WireCursor;
import dev.tally.collector.batch.WireException;
import dev.tally.edl.model.AttributeType;
import dev.tally.error.ErrorCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads one event's payload into its plan's {@link RowValues}, as a protobuf parser would: the last
 * of a singular field counts, occurrences of an embedded message are merged, repeated numbers may
 * be packed or not, an element of a repeated message has a value for each of its attributes, of a
 * map's equal keys the last counts, unknown fields and fields of another wire type are passed over.
 * Groups are refused, and strings must be UTF-8. One thread.
 */
final class EventDecoder {
  /** Longest payload of one event. */
  static final int EVENT_BYTES_MAX = EventLimits.EVENT_BYTES_MAX;

  /** Most values of an event's repeated attributes and maps (a pair is two), together. */
  static final int EVENT_VALUES_MAX = EventLimits.EVENT_VALUES_MAX;

  /** Longest string or bytes value. */
  static final int VALUE_BYTES_MAX = EventLimits.VALUE_BYTES_MAX;

  private static final int SECONDS = (1 << 3) | WireCursor.VARINT;
  private static final int NANOS = (2 << 3) | WireCursor.VARINT;
  private static final int MAP_KEY = 1;
  private static final int MAP_VALUE = 2;
  private static final int WRAPPER_VALUE = 1;

  private final WireCursor cursor = new WireCursor();
  private int valueCount;
  private long seconds;
  private int nanos;

  /**
   * @throws EventRejection EVENT_MALFORMED, EVENT_TOO_LARGE, ATTRIBUTE_INVALID
   */
  void decode(RowPlan plan, byte[] bytes, int offset, int length) throws EventRejection {
    if (length > EVENT_BYTES_MAX) {
      throw new EventRejection(
          ErrorCode.EVENT_TOO_LARGE, "", length + " bytes; at most " + EVENT_BYTES_MAX);
    }
    RowValues row = plan.values();
    row.clear();
    valueCount = 0;
    cursor.reset(bytes, offset, length);
    try {
      message(plan.root(), row);
    } catch (WireException e) {
      throw new EventRejection(
          ErrorCode.EVENT_MALFORMED,
          "",
          "no " + plan.revision().eventType().name() + " message: " + e.getMessage());
    }
  }

  private void message(MessagePlan message, RowValues row) throws WireException, EventRejection {
    while (!cursor.atEnd()) {
      int tag = cursor.readTag();
      FieldPlan field = message.field(WireCursor.fieldNumber(tag));
      switch (field) {
        case null -> cursor.skip(tag);
        case FieldPlan.Leaf leaf -> leaf(leaf, tag, row);
        case FieldPlan.Time time -> time(time.attribute(), tag, row);
        case FieldPlan.Struct struct -> struct(struct.attribute(), tag, row);
        case FieldPlan.Wrapper wrapper -> wrapper(wrapper.leaf(), tag, row);
        case FieldPlan.Nested nested -> {
          if (isBytes(tag)) {
            int outer = cursor.enter(cursor.readLength());
            message(nested.message(), row);
            cursor.leave(outer);
          }
        }
        case FieldPlan.Elements elements -> {
          if (isBytes(tag)) {
            int outer = cursor.enter(cursor.readLength());
            beginElement(elements, row);
            message(elements.message(), row);
            cursor.leave(outer);
          }
        }
        case FieldPlan.MapEntry map -> mapEntry(map, tag, row);
      }
    }
  }

  private void beginElement(FieldPlan.Elements elements, RowValues row) throws EventRejection {
    List<AttributePlan> leaves = elements.leaves();
    count(leaves.getFirst(), leaves.size());
    for (int i = 0; i < leaves.size(); i++) {
      row.beginElement(leaves.get(i));
    }
  }

  /** Whether a length follows; passes over the field if not. */
  private boolean isBytes(int tag) throws WireException {
    if (WireCursor.wireType(tag) == WireCursor.BYTES) {
      return true;
    }
    cursor.skip(tag);
    return false;
  }

  private void leaf(FieldPlan.Leaf leaf, int tag, RowValues row)
      throws WireException, EventRejection {
    AttributePlan attribute = leaf.attribute();
    int wireType = WireCursor.wireType(tag);
    if (wireType == leaf.wireType()) {
      long value = value(attribute);
      if (attribute.isSingular) {
        row.set(attribute, value);
      } else if (attribute.isOfElements) {
        row.setInElement(attribute, value);
      } else {
        add(attribute, row.list(attribute), value);
      }
    } else if (wireType == WireCursor.BYTES && leaf.isPackable() && isPlainList(attribute)) {
      int outer = cursor.enter(cursor.readLength());
      LongList list = row.list(attribute);
      while (!cursor.atEnd()) {
        add(attribute, list, value(attribute));
      }
      cursor.leave(outer);
    } else {
      cursor.skip(tag);
    }
  }

  private static boolean isPlainList(AttributePlan attribute) {
    return !attribute.isSingular && !attribute.isOfElements;
  }

  /** A wrapper that is there is set; its value is zero unless it says another. */
  private void wrapper(FieldPlan.Leaf leaf, int tag, RowValues row)
      throws WireException, EventRejection {
    if (!isBytes(tag)) {
      return;
    }
    AttributePlan attribute = leaf.attribute();
    if (attribute.isOfElements) {
      row.setInElement(attribute);
    } else if (!row.isPresent(attribute)) {
      row.set(attribute, 0);
    }
    int outer = cursor.enter(cursor.readLength());
    while (!cursor.atEnd()) {
      int inner = cursor.readTag();
      if (WireCursor.fieldNumber(inner) == WRAPPER_VALUE) {
        leaf(leaf, inner, row);
      } else {
        cursor.skip(inner);
      }
    }
    cursor.leave(outer);
  }

  private void struct(AttributePlan attribute, int tag, RowValues row) throws WireException {
    if (!isBytes(tag)) {
      return;
    }
    int length = cursor.readLength();
    try {
      row.mergeStruct(attribute, cursor.bytes(), cursor.position(), length);
    } catch (InvalidProtocolBufferException e) {
      throw new WireException(attribute.name + " is no google.protobuf.Struct");
    }
    cursor.advance(length);
  }

  private long value(AttributePlan attribute) throws WireException, EventRejection {
    return switch (attribute.type) {
      case INT32, ENUM -> (int) cursor.readVarint();
      case SINT32 -> zigZag((int) cursor.readVarint());
      case UINT32 -> cursor.readVarint() & 0xFFFF_FFFFL;
      case INT64, UINT64 -> cursor.readVarint();
      case SINT64 -> zigZag(cursor.readVarint());
      case BOOL -> cursor.readVarint() == 0 ? 0 : 1;
      case SFIXED32 -> cursor.readFixed32();
      case FIXED32 -> cursor.readFixed32() & 0xFFFF_FFFFL;
      case SFIXED64, FIXED64, DOUBLE -> cursor.readFixed64();
      case FLOAT -> Double.doubleToRawLongBits(Float.intBitsToFloat(cursor.readFixed32()));
      case STRING, BYTES -> slice(attribute);
      case TIMESTAMP, DURATION, STRUCT ->
          throw new IllegalStateException(attribute.name + " is no scalar");
    };
  }

  private static long zigZag(long value) {
    return (value >>> 1) ^ -(value & 1);
  }

  private static int zigZag(int value) {
    return (value >>> 1) ^ -(value & 1);
  }

  private long slice(AttributePlan attribute) throws WireException, EventRejection {
    int length = cursor.readLength();
    if (length > VALUE_BYTES_MAX) {
      throw new EventRejection(
          ErrorCode.ATTRIBUTE_INVALID,
          attribute.name,
          length + " bytes; at most " + VALUE_BYTES_MAX);
    }
    int offset = cursor.position();
    if (attribute.type == AttributeType.STRING && !Utf8.isValid(cursor.bytes(), offset, length)) {
      throw new EventRejection(ErrorCode.ATTRIBUTE_INVALID, attribute.name, "not UTF-8");
    }
    cursor.advance(length);
    return Slice.of(offset, length);
  }

  private void add(AttributePlan attribute, LongList list, long value) throws EventRejection {
    count(attribute, 1);
    list.add(value);
  }

  private void count(AttributePlan attribute, int values) throws EventRejection {
    valueCount += values;
    if (valueCount > EVENT_VALUES_MAX) {
      throw new EventRejection(
          ErrorCode.EVENT_TOO_LARGE,
          attribute.name,
          "more than " + EVENT_VALUES_MAX + " values of repeated attributes and maps");
    }
  }

  private void time(AttributePlan attribute, int tag, RowValues row)
      throws WireException, EventRejection {
    if (!isBytes(tag)) {
      return;
    }
    if (attribute.isOfElements) {
      LongList list = row.list(attribute);
      seconds = list.get(list.size() - 2);
      nanos = (int) list.get(list.size() - 1);
      readTime();
      row.setTimeInElement(attribute, seconds, nanos);
      return;
    }
    boolean merges = attribute.isSingular && row.isPresent(attribute);
    seconds = merges ? row.value(attribute) : 0;
    nanos = merges ? row.nanos(attribute) : 0;
    readTime();
    if (attribute.isSingular) {
      row.setTime(attribute, seconds, nanos);
    } else {
      add(attribute, row.list(attribute), seconds);
      row.list(attribute).add(nanos);
    }
  }

  /** Merges a Timestamp or Duration into {@link #seconds} and {@link #nanos}. */
  private void readTime() throws WireException {
    int outer = cursor.enter(cursor.readLength());
    while (!cursor.atEnd()) {
      int tag = cursor.readTag();
      switch (tag) {
        case SECONDS -> seconds = cursor.readVarint();
        case NANOS -> nanos = (int) cursor.readVarint();
        default -> cursor.skip(tag);
      }
    }
    cursor.leave(outer);
  }

  private void mapEntry(FieldPlan.MapEntry map, int tag, RowValues row)
      throws WireException, EventRejection {
    if (!isBytes(tag)) {
      return;
    }
    long key = map.key().neutral;
    long value = map.value().neutral;
    seconds = 0;
    nanos = 0;
    int outer = cursor.enter(cursor.readLength());
    while (!cursor.atEnd()) {
      int entryTag = cursor.readTag();
      AttributePlan attribute = entryAttribute(map, entryTag);
      if (attribute == null) {
        cursor.skip(entryTag);
      } else if (attribute.isTime()) {
        readTime();
      } else if (attribute == map.key()) {
        key = value(attribute);
      } else {
        value = value(attribute);
      }
    }
    cursor.leave(outer);
    count(map.key(), 2);
    put(map, row, key, map.value().isTime() ? seconds : value);
  }

  private static @Nullable AttributePlan entryAttribute(FieldPlan.MapEntry map, int tag) {
    int number = WireCursor.fieldNumber(tag);
    AttributePlan attribute =
        number == MAP_KEY ? map.key() : number == MAP_VALUE ? map.value() : null;
    boolean fits =
        attribute != null && FieldPlan.wireType(attribute.type) == WireCursor.wireType(tag);
    return fits ? attribute : null;
  }

  private void put(FieldPlan.MapEntry map, RowValues row, long key, long value) {
    LongList keys = row.list(map.key());
    LongList values = row.list(map.value());
    int stride = map.value().stride();
    int at = map.index().findOrNote(keys, key, map.key().isText(), cursor.bytes());
    if (at < 0) {
      keys.add(key);
      values.add(value);
      if (stride == 2) {
        values.add(nanos);
      }
    } else {
      values.set(stride * at, value);
      if (stride == 2) {
        values.set(stride * at + 1, nanos);
      }
    }
  }
}
