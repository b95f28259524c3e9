package dev.tally.collector.encode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The rows of one block for {@code rejects_replayed}. Reused over blocks. One thread. */
final class ReplayedColumns {
  /** In the order in which {@link #writeTo} writes them. */
  static final List<String> NAMES =
      List.of(
          "event",
          "code",
          "reason",
          "attribute",
          "received",
          "created",
          "revision",
          "producer",
          "batch",
          "row",
          "attempt",
          "collector",
          "block");

  private final ByteColumn events = new ByteColumn();
  private final LowCardinalityColumn codes;
  private final ByteColumn reasons = new ByteColumn();
  private final ByteColumn attributes = new ByteColumn();
  private final Origins origins = new Origins();
  private int rows;

  ReplayedColumns(long seed) {
    codes = new LowCardinalityColumn(seed);
  }

  void clear() {
    events.clear();
    codes.clear();
    reasons.clear();
    attributes.clear();
    origins.clear();
    rows = 0;
  }

  int rows() {
    return rows;
  }

  long bytes() {
    return (long) events.length()
        + codes.bytes()
        + reasons.length()
        + attributes.length()
        + origins.bytes();
  }

  void stored(String event, Origin origin, int createdS, int revision, int row) {
    append(event, "", "", "", origin, createdS, revision, row);
  }

  void rejected(
      String event, EventRejection rejection, Origin origin, int createdS, int revision, int row) {
    append(
        event,
        rejection.code().name(),
        rejection.reason(),
        rejection.attribute(),
        origin,
        createdS,
        revision,
        row);
  }

  private void append(
      String event,
      String code,
      String reason,
      String attribute,
      Origin origin,
      int createdS,
      int revision,
      int row) {
    put(events, event);
    byte[] name = code.getBytes(StandardCharsets.UTF_8);
    codes.put(name, 0, name.length);
    put(reasons, reason);
    put(attributes, attribute);
    origins.append(origin, createdS, revision, row);
    rows++;
  }

  private static void put(ByteColumn column, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    column.putString(bytes, 0, bytes.length);
  }

  void writeTo(NativeOutput out, String collectorId, long block) throws IOException {
    out.beginBlock(NAMES.size(), rows);
    out.beginColumn("event", "String");
    events.writeTo(out);
    out.beginColumn("code", EventColumns.LOW_CARDINALITY_TYPE);
    codes.writePrefix(out);
    codes.writeValues(out);
    out.beginColumn("reason", "String");
    reasons.writeTo(out);
    out.beginColumn("attribute", "String");
    attributes.writeTo(out);
    origins.writeTo(out);
    out.beginColumn("collector", EventColumns.LOW_CARDINALITY_TYPE);
    out.writeLowCardinality(collectorId, rows);
    out.beginColumn("block", "UInt64");
    out.writeLongs(block, rows);
    out.flush();
  }
}
