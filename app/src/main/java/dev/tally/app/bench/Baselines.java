package dev.tally.app.bench;

import dev.tally.collector.encode.EventBlock;
import dev.tally.edl.model.EventType;
import dev.tally.storage.ClickHouse;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Other ways of the same events into the same engine, each in rows per second. */
final class Baselines {
  /** What each writes; blocks are as large as the collector's. */
  private static final int ROUNDS = 5;

  private final ClickHouse clickHouse;
  private final TypedTables typed;

  Baselines(ClickHouse clickHouse, List<EventType> eventTypes) {
    this.clickHouse = clickHouse;
    this.typed = new TypedTables(clickHouse, eventTypes);
  }

  TypedTables typed() {
    return typed;
  }

  Map<String, Long> run() throws Exception {
    typed.create();
    Map<String, Long> rates = new LinkedHashMap<>();
    rates.put("native_encoded_before", nativeGeneric());
    rates.put("native_typed_tables", nativeTyped());
    try (RowInserts rows = new RowInserts(clickHouse, typed)) {
      rates.put("client_row_binary", rows.rowBinary());
      rates.put("json_async_insert", rows.jsonAsync());
    }
    typed.create();
    return rates;
  }

  /** The rows that the collector wrote, as bytes that are ready, into a table of the same shape. */
  private long nativeGeneric() {
    clickHouse.execute("CREATE OR REPLACE TABLE bench_events AS events");
    List<byte[]> blocks = new ArrayList<>();
    long rows = Math.min(rows("events"), (long) ROUNDS * LargeBlocks.ROWS);
    for (int offset = 0; offset < rows; offset += LargeBlocks.ROWS) {
      blocks.add(genericRows(offset));
    }
    insert("bench_events", EventBlock.EVENTS_COLUMNS, blocks.getFirst());
    long begin = System.nanoTime();
    for (byte[] block : blocks) {
      insert("bench_events", EventBlock.EVENTS_COLUMNS, block);
    }
    long rate = rate(rows, begin);
    clickHouse.execute("DROP TABLE bench_events");
    return rate;
  }

  private byte[] genericRows(int offset) {
    String sql =
        "SELECT %s FROM events ORDER BY collector, block, producer, batch, row LIMIT %d OFFSET %d"
            .formatted(String.join(", ", EventBlock.EVENTS_COLUMNS), LargeBlocks.ROWS, offset);
    return clickHouse.read(
        sql, Map.of(), LargeBlocks.SETTINGS, "Native", InputStream::readAllBytes);
  }

  private long nativeTyped() {
    List<byte[]> blocks = new ArrayList<>();
    for (EventType eventType : typed.eventTypes()) {
      blocks.add(typed.nativeRows(eventType, LargeBlocks.ROWS / 2));
    }
    insertTyped(blocks);
    typed.create();
    long begin = System.nanoTime();
    insertTyped(blocks);
    return rate(typedRows(), begin);
  }

  private void insertTyped(List<byte[]> blocks) {
    for (int type = 0; type < blocks.size(); type++) {
      EventType eventType = typed.eventTypes().get(type);
      insert(TypedTables.name(eventType), TypedTables.columns(eventType), blocks.get(type));
    }
  }

  private long typedRows() {
    long rows = 0;
    for (EventType eventType : typed.eventTypes()) {
      rows += rows(TypedTables.name(eventType));
    }
    return rows;
  }

  private long rows(String table) {
    return clickHouse
        .query("SELECT count() AS n FROM " + table, Map.of(), row -> row.int64("n"))
        .getFirst();
  }

  private void insert(String table, List<String> columns, byte[] body) {
    clickHouse.insertNative(table, columns, UUID.randomUUID().toString(), out -> out.write(body));
  }

  static long rate(long rows, long beginNanos) {
    return Math.round(rows / ((System.nanoTime() - beginNanos) / 1e9));
  }
}
