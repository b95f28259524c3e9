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

/**
 * Other ways of the same events into the same engine, each in rows per second, into tables that
 * hold as many rows before as the collector's did: what is merged meanwhile is part of every way.
 * The native ways insert as many as the collector took, the slower ones some ten seconds' worth.
 */
final class Baselines {
  /**
   * Blocks that are encoded beforehand, and sent again and again; some 130 MB each, on the heap.
   */
  private static final int BLOCKS_MAX = 3;

  private final ClickHouse clickHouse;
  private final TypedTables typed;
  private final long events;

  /**
   * @param events how many rows the native ways insert, at least
   */
  Baselines(ClickHouse clickHouse, List<EventType> eventTypes, long events) {
    this.clickHouse = clickHouse;
    this.typed = new TypedTables(clickHouse, eventTypes);
    this.events = events;
  }

  TypedTables typed() {
    return typed;
  }

  Map<String, Long> run() throws Exception {
    typed.create();
    Map<String, Long> rates = new LinkedHashMap<>();
    try (RowInserts rows = new RowInserts(clickHouse, typed)) {
      rates.put("native_encoded_before", nativeGeneric());
      rates.put("client_row_binary", rows.genericRowBinary("bench_events"));
      rates.put("json_async_insert", rows.genericJsonAsync("bench_events"));
      clickHouse.execute("DROP TABLE bench_events");
      rates.put("native_typed_tables", nativeTyped());
      rates.put("client_row_binary_one_typed_table", rows.rowBinary());
      rates.put("json_async_insert_one_typed_table", rows.jsonAsync());
    }
    typed.create();
    return rates;
  }

  /** The rows that the collector wrote, as bytes that are ready, into a table of the same shape. */
  private long nativeGeneric() {
    clickHouse.execute("CREATE OR REPLACE TABLE bench_events AS events");
    List<byte[]> blocks = new ArrayList<>();
    long available = Math.min(rows("events"), (long) BLOCKS_MAX * LargeBlocks.ROWS);
    for (int offset = 0; offset < available; offset += LargeBlocks.ROWS) {
      blocks.add(genericRows(offset));
    }
    long rounds = Math.ceilDiv(events, available);
    insertGeneric(blocks, rounds);
    long begin = System.nanoTime();
    insertGeneric(blocks, rounds);
    return rate(rounds * available, begin);
  }

  private void insertGeneric(List<byte[]> blocks, long rounds) {
    for (long round = 0; round < rounds; round++) {
      for (byte[] block : blocks) {
        insert("bench_events", EventBlock.EVENTS_COLUMNS, block);
      }
    }
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
      blocks.add(typed.nativeRows(eventType, LargeBlocks.ROWS / 2, 0));
    }
    insertTyped(blocks, 1);
    long each = typedRows();
    long rounds = Math.ceilDiv(events, each);
    insertTyped(blocks, rounds - 1);
    long begin = System.nanoTime();
    insertTyped(blocks, rounds);
    return rate(rounds * each, begin);
  }

  private void insertTyped(List<byte[]> blocks, long rounds) {
    for (long round = 0; round < rounds; round++) {
      for (int type = 0; type < blocks.size(); type++) {
        EventType eventType = typed.eventTypes().get(type);
        insert(TypedTables.name(eventType), TypedTables.columns(eventType), blocks.get(type));
      }
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
