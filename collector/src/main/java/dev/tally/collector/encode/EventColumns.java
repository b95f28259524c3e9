package dev.tally.collector.encode;

import dev.tally.collector.observe.DimensionWatch;
import dev.tally.edl.model.AttributeType;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of one block for the raw table, column by column. Reused over blocks. One thread. */
final class EventColumns {
  /** In the order in which {@link #writeTo} writes them. */
  static final List<String> NAMES =
      List.of(
          "event",
          "time",
          "received",
          "created",
          "revision",
          "producer",
          "batch",
          "row",
          "attempt",
          "collector",
          "block",
          "expires",
          "dim_names",
          "dim_values",
          "str_names",
          "str_values",
          "int_names",
          "int_values",
          "num_names",
          "num_values");

  private static final long DAY_MS = 86_400_000;

  /** The last day that ClickHouse's Date can hold. */
  private static final int DAY_MAX = 0xFFFF;

  private static final long NO_TIME = Long.MIN_VALUE;

  static final String TIME_TYPE = "DateTime64(3, 'UTC')";
  static final String LOW_CARDINALITY_TYPE = "LowCardinality(String)";

  private final LowCardinalityColumn events;
  private final ByteColumn times = new ByteColumn();
  private final ByteColumn expires = new ByteColumn();
  private final Origins origins = new Origins();
  private final ValueArrays.Dimensions dims;
  private final ValueArrays.Plain strs;
  private final ValueArrays.Plain ints;
  private final ValueArrays.Plain nums;
  private final byte[] digits = new byte[Decimal.BYTES_MAX];
  private long generation;

  /** Of the block, and of the day of receipt of the event that is appended. */
  private long span;

  private long spanReceivedMs;

  EventColumns(long seed) {
    events = new LowCardinalityColumn(seed);
    dims = new ValueArrays.Dimensions("dim", seed);
    strs = new ValueArrays.Plain("str", "String", seed);
    ints = new ValueArrays.Plain("int", "Int64", seed);
    nums = new ValueArrays.Plain("num", "Float64", seed);
  }

  /**
   * Empties it for another block.
   *
   * @param blockGeneration never 0, another for every block that the same plans are used for
   */
  void begin(long blockGeneration) {
    generation = blockGeneration;
    spanReceivedMs = NO_TIME;
    events.clear();
    times.clear();
    expires.clear();
    origins.clear();
    dims.clear();
    strs.clear();
    ints.clear();
    nums.clear();
  }

  int rows() {
    return events.count();
  }

  long bytes() {
    return (long) events.bytes()
        + times.length()
        + expires.length()
        + origins.bytes()
        + dims.bytes()
        + strs.bytes()
        + ints.bytes()
        + nums.bytes();
  }

  /**
   * Adds the event that was decoded last by {@code plan}. Nothing can fail here: a rejected event
   * never touches the columns.
   *
   * @param payload where the values' slices lie
   * @return the event type's number in this block
   */
  int append(
      RowPlan plan,
      byte[] payload,
      Origin origin,
      int createdS,
      int row,
      long timeMs,
      int expiresDay) {
    if (origin.receivedMs() != spanReceivedMs) {
      beginSpan(origin.receivedMs());
    }
    int event = plan.eventIndexIn(events.dictionary(), generation);
    events.put(event);
    times.putLong(timeMs);
    expires.putShort(expiresDay);
    origins.append(origin, createdS, plan.revision().id(), row);
    RowValues values = plan.values();
    for (AttributePlan attribute : plan.attributes()) {
      if (attribute.isEventTime || !values.isPresent(attribute)) {
        continue;
      }
      if (attribute.isSingular) {
        byte[] source = attribute.isStruct ? values.texts() : payload;
        put(attribute, values.value(attribute), source);
      } else {
        LongList list = values.list(attribute);
        for (int i = 0; i < list.size(); i++) {
          put(attribute, list.get(i), payload);
        }
      }
    }
    dims.endRow();
    strs.endRow();
    ints.endRow();
    nums.endRow();
    return event;
  }

  private void beginSpan(long receivedMs) {
    spanReceivedMs = receivedMs;
    span = DimensionWatch.span(generation, Math.clamp(receivedMs / DAY_MS, 0, DAY_MAX));
  }

  private void put(AttributePlan attribute, long value, byte[] payload) {
    switch (attribute.kind) {
      case DIM -> {
        dims.putName(attribute, generation);
        putDimension(attribute, value, payload);
      }
      case STR -> {
        strs.putName(attribute, generation);
        strs.values().putString(payload, Slice.offset(value), Slice.length(value));
      }
      case INT -> {
        ints.putName(attribute, generation);
        ints.values().putLong(value);
      }
      case NUM -> {
        nums.putName(attribute, generation);
        nums.values().putLong(value);
      }
    }
  }

  private void putDimension(AttributePlan attribute, long value, byte[] payload) {
    LowCardinalityColumn values = dims.values();
    DimensionWatch watch = attribute.watch;
    if (attribute.isText()) {
      putWatched(watch, payload, Slice.offset(value), Slice.length(value));
      return;
    }
    NamedValues names = attribute.names;
    if (names != null) {
      int index = names.indexIn(values.dictionary(), generation, (int) value);
      if (index >= 0) {
        values.put(index);
        if (watch != null && watch.seesDeclared() && !watch.hasSeen(index, span)) {
          byte[] name = names.name((int) value);
          watch.see(index, span, name, 0, name.length);
        }
        return;
      }
    }
    boolean unsigned =
        attribute.type == AttributeType.UINT64 || attribute.type == AttributeType.FIXED64;
    int start = unsigned ? Decimal.unsigned(value, digits) : Decimal.signed(value, digits);
    putWatched(watch, digits, start, Decimal.BYTES_MAX - start);
  }

  private void putWatched(@Nullable DimensionWatch watch, byte[] source, int offset, int length) {
    LowCardinalityColumn values = dims.values();
    int index = values.dictionary().indexOf(source, offset, length);
    values.put(index);
    if (watch != null && !watch.hasSeen(index, span)) {
      watch.see(index, span, source, offset, length);
    }
  }

  /** One Native block; the dictionary and all columns as they are now. */
  void writeTo(NativeOutput out, String collectorId, long block) throws IOException {
    int rows = rows();
    out.beginBlock(NAMES.size(), rows);
    out.beginColumn("event", LOW_CARDINALITY_TYPE);
    events.writePrefix(out);
    events.writeValues(out);
    out.beginColumn("time", TIME_TYPE);
    times.writeTo(out);
    origins.writeTo(out);
    out.beginColumn("collector", LOW_CARDINALITY_TYPE);
    out.writeLowCardinality(collectorId, rows);
    out.beginColumn("block", "UInt64");
    out.writeLongs(block, rows);
    out.beginColumn("expires", "Date");
    expires.writeTo(out);
    dims.writeTo(out);
    strs.writeTo(out);
    ints.writeTo(out);
    nums.writeTo(out);
    out.flush();
  }

  /** The names of the event types by their numbers in this block. */
  Dictionary eventTypes() {
    return events.dictionary();
  }
}
