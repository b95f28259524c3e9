package dev.tally.collector.encode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What was wrong with an event: its type, code, reason and attribute, as columns. */
final class ReasonColumns {
  private final ByteColumn events = new ByteColumn();
  private final LowCardinalityColumn codes;
  private final ByteColumn reasons = new ByteColumn();
  private final ByteColumn attributes = new ByteColumn();

  ReasonColumns(long seed) {
    codes = new LowCardinalityColumn(seed);
  }

  void clear() {
    events.clear();
    codes.clear();
    reasons.clear();
    attributes.clear();
  }

  long bytes() {
    return (long) events.length() + codes.bytes() + reasons.length() + attributes.length();
  }

  void append(String event, EventRejection rejection) {
    append(event, rejection.code().name(), rejection.reason(), rejection.attribute());
  }

  /** Nothing was wrong. */
  void appendNone(String event) {
    append(event, "", "", "");
  }

  private void append(String event, String code, String reason, String attribute) {
    put(events, event);
    byte[] name = code.getBytes(StandardCharsets.UTF_8);
    codes.put(name, 0, name.length);
    put(reasons, reason);
    put(attributes, attribute);
  }

  private static void put(ByteColumn column, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    column.putString(bytes, 0, bytes.length);
  }

  void writeTo(NativeOutput out) throws IOException {
    out.beginColumn("event", "String");
    events.writeTo(out);
    out.beginColumn("code", EventColumns.LOW_CARDINALITY_TYPE);
    codes.writePrefix(out);
    codes.writeValues(out);
    out.beginColumn("reason", "String");
    reasons.writeTo(out);
    out.beginColumn("attribute", "String");
    attributes.writeTo(out);
  }
}
