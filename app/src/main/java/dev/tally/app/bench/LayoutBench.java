package dev.tally.app.bench;

import dev.tally.app.service.Pipeline;
import dev.tally.edl.model.EventType;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.sdk.TallyClient;
import dev.tally.storage.ClickHouse;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Layouts that could have been: the same events, encoded beforehand, into each of them, and one
 * question asked of each, whose answers must be equal.
 */
public final class LayoutBench {
  private static final Duration STORED_MAX = Duration.ofMinutes(5);
  private static final int QUERY_ROUNDS = 5;
  private static final String TYPED = "table_per_type";
  private static final String TYPED_QUERY =
      """
      SELECT sum(cityHash64(toString(country), n)) AS answer
      FROM
      (
          SELECT country, count() AS n FROM typed_bench_ApiCall WHERE duration_ms > 2500 GROUP BY country
      )
      """;

  private final long events;
  private final PrintStream progress;

  public LayoutBench(long events, PrintStream progress) {
    this.events = events;
    this.progress = progress;
  }

  public LayoutReport run() throws Exception {
    try (BenchInstallation installation = BenchInstallation.start();
        TallyClient client = installation.pipeline().client();
        Generator generator = new Generator(client)) {
      Pipeline pipeline = installation.pipeline();
      progress.printf("sending %,d events%n", events);
      generator.sendAll(events);
      pipeline.awaitStored(STORED_MAX);
      return new LayoutReport(events, measure(pipeline.clickHouse()));
    }
  }

  private Map<String, LayoutReport.Figures> measure(ClickHouse clickHouse) throws Exception {
    Map<String, LayoutReport.Figures> figures = new LinkedHashMap<>();
    List<String> answers = new ArrayList<>();
    for (Layout layout : Layout.ALL) {
      progress.printf("%s%n", layout.name());
      clickHouse.execute(layout.create());
      long rate = insert(clickHouse, layout);
      figures.put(
          layout.name(),
          figures(clickHouse, rate, List.of(layout.table()), layout.query(), answers));
      clickHouse.execute("DROP TABLE " + layout.table());
    }
    progress.printf("%s%n", TYPED);
    List<EventType> eventTypes =
        BenchEdl.load().stream().flatMap(file -> file.eventTypes().stream()).toList();
    TypedTables typed = new TypedTables(clickHouse, eventTypes);
    typed.create();
    long rate = insert(clickHouse, typed);
    List<String> tables = eventTypes.stream().map(TypedTables::name).toList();
    figures.put(TYPED, figures(clickHouse, rate, tables, TYPED_QUERY, answers));
    if (answers.stream().distinct().count() != 1) {
      throw new TallyException(ErrorCode.INTERNAL, "the layouts answer differently: " + answers);
    }
    return figures;
  }

  private long insert(ClickHouse clickHouse, Layout layout) throws Exception {
    long nanos = 0;
    for (long offset = 0; offset < events; offset += LargeBlocks.ROWS) {
      byte[] block = read(clickHouse, layout.select(LargeBlocks.ROWS, offset));
      nanos += insert(clickHouse, layout.table(), layout.names(), block);
    }
    return Math.round(events / (nanos / 1e9));
  }

  private long insert(ClickHouse clickHouse, TypedTables typed) throws Exception {
    long nanos = 0;
    long rows = Math.ceilDiv(LargeBlocks.ROWS, typed.eventTypes().size());
    for (EventType eventType : typed.eventTypes()) {
      for (long offset = 0; offset < events / typed.eventTypes().size(); offset += rows) {
        byte[] block = typed.nativeRows(eventType, rows, offset);
        nanos +=
            insert(clickHouse, TypedTables.name(eventType), TypedTables.columns(eventType), block);
      }
    }
    return Math.round(events / (nanos / 1e9));
  }

  private static byte[] read(ClickHouse clickHouse, String sql) {
    return clickHouse.read(
        sql, Map.of(), LargeBlocks.SETTINGS, "Native", InputStream::readAllBytes);
  }

  private static long insert(
      ClickHouse clickHouse, String table, List<String> columns, byte[] block) {
    long begin = System.nanoTime();
    clickHouse.insertNative(table, columns, UUID.randomUUID().toString(), out -> out.write(block));
    return System.nanoTime() - begin;
  }

  private LayoutReport.Figures figures(
      ClickHouse clickHouse, long rate, List<String> tables, String query, List<String> answers) {
    long begin = System.nanoTime();
    double bytes = DiskBytes.perRow(clickHouse, tables);
    double mergeMicros = (System.nanoTime() - begin) / 1e3 / events;
    double bestMs = Double.MAX_VALUE;
    for (int round = 0; round < QUERY_ROUNDS; round++) {
      long asked = System.nanoTime();
      String answer = clickHouse.query(query, Map.of(), row -> row.string("answer")).getFirst();
      bestMs = Math.min(bestMs, (System.nanoTime() - asked) / 1e6);
      if (round == 0) {
        answers.add(answer);
      }
    }
    return new LayoutReport.Figures(rate, Rounded.to3(mergeMicros), bytes, Rounded.to3(bestMs));
  }
}
