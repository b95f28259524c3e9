package dev.tally.collector.encode;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * The rows of one block for {@code audit_received}: how many events it took out of the journal, and
 * how many of its batches had been shed before, by producer, event type and minute of creation; and
 * by batch, where another collector may have got the same one. Reused over blocks. One thread.
 */
final class ReceivedColumns {
  /** In the order in which {@link #writeTo} writes them. */
  static final List<String> NAMES =
      List.of(
          "producer",
          "event",
          "minute",
          "collector",
          "batch",
          "received",
          "expires",
          "journaled",
          "shed");

  /** Rows of one block; events beyond are stored, and missing in {@code journaled}. */
  static final int ROWS_MAX = 65_536;

  /** From so many rows on, no batch has rows of its own any more. */
  static final int BATCH_ROWS_MAX = ROWS_MAX / 2;

  /** Memory that a row takes, roughly. */
  private static final int ROW_BYTES = 128;

  private final Map<Key, Counts> counts = new LinkedHashMap<>();
  private long uncounted;

  /**
   * @param createdS minute of creation, seconds since the epoch
   * @param batch what another collector may have got too, and shed or not; 0 for all else
   * @param receivedS when, to the minute; a row per minute of receipt does for a block
   * @param expiresDay when the stored rows may be gone; 0 when none was stored
   */
  record Key(
      long producerHigh,
      long producerLow,
      String event,
      int createdS,
      long batch,
      long receivedS,
      int expiresDay) {
    private Key withoutBatch() {
      return new Key(producerHigh, producerLow, event, createdS, 0, receivedS, expiresDay);
    }
  }

  private static final class Counts {
    private long journaled;
    private long shed;
  }

  void clear() {
    counts.clear();
    uncounted = 0;
  }

  int rows() {
    return counts.size();
  }

  /** Events that are in no row. */
  long uncounted() {
    return uncounted;
  }

  long bytes() {
    return (long) counts.size() * ROW_BYTES;
  }

  void count(Key key, long journaled, long shed) {
    Counts row = counts.get(key);
    if (row == null && key.batch() != 0 && counts.size() >= BATCH_ROWS_MAX) {
      count(key.withoutBatch(), journaled, shed);
      return;
    }
    if (row == null) {
      if (counts.size() == ROWS_MAX) {
        uncounted += journaled + shed;
        return;
      }
      row = new Counts();
      counts.put(key, row);
    }
    row.journaled += journaled;
    row.shed += shed;
  }

  void writeTo(NativeOutput out, String collectorId) throws IOException {
    List<Map.Entry<Key, Counts>> rows = new ArrayList<>(counts.entrySet());
    out.beginBlock(NAMES.size(), rows.size());
    out.beginColumn("producer", "UUID");
    for (Map.Entry<Key, Counts> row : rows) {
      out.writeLong(row.getKey().producerHigh());
      out.writeLong(row.getKey().producerLow());
    }
    out.beginColumn("event", "String");
    for (Map.Entry<Key, Counts> row : rows) {
      out.writeString(row.getKey().event());
    }
    out.beginColumn("minute", ReportColumns.MINUTE_TYPE);
    for (Map.Entry<Key, Counts> row : rows) {
      out.writeInt(row.getKey().createdS());
    }
    out.beginColumn("collector", EventColumns.LOW_CARDINALITY_TYPE);
    out.writeLowCardinality(collectorId, rows.size());
    longs(out, rows, "batch", "UInt64", row -> row.getKey().batch());
    longs(out, rows, "received", EventColumns.TIME_TYPE, row -> row.getKey().receivedS() * 1_000);
    out.beginColumn("expires", "Date");
    for (Map.Entry<Key, Counts> row : rows) {
      out.writeShort(row.getKey().expiresDay());
    }
    longs(out, rows, "journaled", "UInt64", row -> row.getValue().journaled);
    longs(out, rows, "shed", "UInt64", row -> row.getValue().shed);
    out.flush();
  }

  private static void longs(
      NativeOutput out,
      List<Map.Entry<Key, Counts>> rows,
      String name,
      String type,
      ToLongFunction<Map.Entry<Key, Counts>> value)
      throws IOException {
    out.beginColumn(name, type);
    for (Map.Entry<Key, Counts> row : rows) {
      out.writeLong(value.applyAsLong(row));
    }
  }
}
