package dev.tally.collector.encode;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * What the table {@code inserts} says of a block: per event type the number of rows, and the range
 * of their times. Reused over blocks. One thread.
 */
final class InsertColumns {
  /** In the order in which {@link #writeTo} writes them. */
  static final List<String> NAMES =
      List.of(
          "collector",
          "block",
          "event",
          "rows",
          "time_min",
          "time_max",
          "received_min",
          "received_max");

  private int eventTypes;
  private long[] rows = new long[16];
  private long[] timeMin = new long[16];
  private long[] timeMax = new long[16];
  private long[] receivedMin = new long[16];
  private long[] receivedMax = new long[16];

  void clear() {
    eventTypes = 0;
  }

  int eventTypes() {
    return eventTypes;
  }

  /**
   * Counts one row.
   *
   * @param event the event type's number in the block; numbers come in order
   */
  void count(int event, long timeMs, long receivedMs) {
    if (event == eventTypes) {
      begin(event);
    }
    rows[event]++;
    timeMin[event] = Math.min(timeMin[event], timeMs);
    timeMax[event] = Math.max(timeMax[event], timeMs);
    receivedMin[event] = Math.min(receivedMin[event], receivedMs);
    receivedMax[event] = Math.max(receivedMax[event], receivedMs);
  }

  private void begin(int event) {
    if (event == rows.length) {
      rows = Arrays.copyOf(rows, 2 * event);
      timeMin = Arrays.copyOf(timeMin, 2 * event);
      timeMax = Arrays.copyOf(timeMax, 2 * event);
      receivedMin = Arrays.copyOf(receivedMin, 2 * event);
      receivedMax = Arrays.copyOf(receivedMax, 2 * event);
    }
    rows[event] = 0;
    timeMin[event] = Long.MAX_VALUE;
    timeMax[event] = Long.MIN_VALUE;
    receivedMin[event] = Long.MAX_VALUE;
    receivedMax[event] = Long.MIN_VALUE;
    eventTypes++;
  }

  void writeTo(NativeOutput out, String collectorId, long block, Dictionary names)
      throws IOException {
    out.beginBlock(NAMES.size(), eventTypes);
    out.beginColumn("collector", EventColumns.LOW_CARDINALITY_TYPE);
    out.writeLowCardinality(collectorId, eventTypes);
    out.beginColumn("block", "UInt64");
    out.writeLongs(block, eventTypes);
    out.beginColumn("event", "String");
    names.writeTo(out);
    writeLongs(out, "rows", "UInt64", rows);
    writeLongs(out, "time_min", EventColumns.TIME_TYPE, timeMin);
    writeLongs(out, "time_max", EventColumns.TIME_TYPE, timeMax);
    writeLongs(out, "received_min", EventColumns.TIME_TYPE, receivedMin);
    writeLongs(out, "received_max", EventColumns.TIME_TYPE, receivedMax);
    out.flush();
  }

  private void writeLongs(NativeOutput out, String name, String type, long[] values)
      throws IOException {
    out.beginColumn(name, type);
    for (int i = 0; i < eventTypes; i++) {
      out.writeLong(values[i]);
    }
  }
}
