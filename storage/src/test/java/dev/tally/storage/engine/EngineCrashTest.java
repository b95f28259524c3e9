package dev.tally.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.testing.TestEngine;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Inserts with tokens, repeated until acknowledged, against an engine that is killed meanwhile. */
class EngineCrashTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int WRITERS = 3;
  private static final int BATCHES = 60;
  private static final int BATCH_ROWS = 1_000;
  private static final int KILLS = 3;

  @TempDir Path directory;

  @Test
  void everyBatchIsThereOnceHoweverOftenTheEngineIsKilled() throws Exception {
    try (EmbeddedEngine engine = EmbeddedEngine.start(settings());
        ClickHouse clickHouse = connect(engine)) {
      createTable(clickHouse);
      List<byte[]> bodies =
          IntStream.range(0, WRITERS * BATCHES).mapToObj(batch -> body(clickHouse, batch)).toList();
      AtomicInteger stored = new AtomicInteger();
      try (ExecutorService writers = Executors.newFixedThreadPool(WRITERS)) {
        List<Future<?>> running =
            Stream.iterate(0, i -> i + 1)
                .limit(WRITERS)
                .<Future<?>>map(
                    writer ->
                        writers.submit(
                            () -> {
                              for (int i = 0; i < BATCHES; i++) {
                                int batch = writer * BATCHES + i;
                                insertUntilStored(clickHouse, "b" + batch, bodies.get(batch));
                                stored.incrementAndGet();
                              }
                            }))
                .toList();
        for (int kill = 1; kill <= KILLS; kill++) {
          int due = kill * WRITERS * BATCHES / (KILLS + 1);
          await().atMost(PATIENCE).until(() -> stored.get() >= due);
          long killed = engine.pid();
          ProcessHandle.of(killed).ifPresent(ProcessHandle::destroyForcibly);
          await().atMost(PATIENCE).until(() -> engine.pid() != killed);
        }
        for (Future<?> writer : running) {
          writer.get();
        }
      }
      assertEachOnce(clickHouse, WRITERS * BATCHES);
    }
  }

  /** Killed after the token was noted and before the part was renamed: as if it had no part. */
  @Test
  void aTokenWithoutItsPartIsTakenBack() throws IOException {
    Map<String, byte[]> bodies = new TreeMap<>();
    Path part;
    try (EmbeddedEngine engine = EmbeddedEngine.start(settings());
        ClickHouse clickHouse = connect(engine)) {
      createTable(clickHouse);
      bodies.put("first", body(clickHouse, 0));
      bodies.put("second", body(clickHouse, 1));
      clickHouse.execute("SYSTEM STOP MERGES batches");
      bodies.forEach((token, body) -> insert(clickHouse, token, body));
      part =
          Path.of(
              clickHouse
                  .query(
                      "SELECT path FROM system.parts WHERE table = 'batches' AND name = 'all_2_2_0'",
                      Map.of(),
                      row -> row.string("path"))
                  .getFirst());
    }
    delete(part);
    try (EmbeddedEngine engine = EmbeddedEngine.start(settings());
        ClickHouse clickHouse = connect(engine)) {
      assertEachOnce(clickHouse, 1);
      bodies.forEach((token, body) -> insert(clickHouse, token, body));
      bodies.forEach((token, body) -> insert(clickHouse, token, body));
      assertEachOnce(clickHouse, 2);
    }
    try (EmbeddedEngine engine = EmbeddedEngine.start(settings());
        ClickHouse clickHouse = connect(engine)) {
      clickHouse.execute("OPTIMIZE TABLE batches FINAL");
      bodies.forEach((token, body) -> insert(clickHouse, token, body));
      assertEachOnce(clickHouse, 2);
    }
  }

  private static void insertUntilStored(ClickHouse clickHouse, String token, byte[] body) {
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              try {
                insert(clickHouse, token, body);
                return true;
              } catch (TallyException e) {
                assertThat(e.code()).as(e.getMessage()).isEqualTo(ErrorCode.ENGINE_UNAVAILABLE);
                return false;
              }
            });
  }

  private static void insert(ClickHouse clickHouse, String token, byte[] body) {
    clickHouse.insertNative("batches", List.of("n"), token, out -> out.write(body));
  }

  private static void createTable(ClickHouse clickHouse) {
    clickHouse.execute(
        """
        CREATE TABLE batches (n UInt64) ENGINE = MergeTree ORDER BY n
        SETTINGS non_replicated_deduplication_window = 1000
        """);
  }

  /** Each batch has numbers of its own: one that is lost and one that is doubled are not even. */
  private static byte[] body(ClickHouse clickHouse, int batch) {
    return clickHouse.read(
        "SELECT number AS n FROM numbers(%d, %d)".formatted(batch * BATCH_ROWS, BATCH_ROWS),
        Map.of(),
        "Native",
        in -> in.readAllBytes());
  }

  /** Rows, different numbers, and one more than the highest of the first batches. */
  private static void assertEachOnce(ClickHouse clickHouse, int batches) {
    long rows = (long) batches * BATCH_ROWS;
    assertThat(
            clickHouse.query(
                "SELECT count() AS rows, uniqExact(n) AS different, max(n) + 1 AS end FROM batches",
                Map.of(),
                row -> List.of(row.int64("rows"), row.int64("different"), row.int64("end"))))
        .containsExactly(List.of(rows, rows, rows));
  }

  private EngineSettings settings() {
    return new EngineSettings(
        TestEngine.library(), directory, 0, 0, EngineSettings.MEMORY_MIN_BYTES);
  }

  private static ClickHouse connect(EmbeddedEngine engine) {
    return ClickHouse.connect(engine.endpoint().withDatabases("default", "events"));
  }

  private static void delete(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException e)
              throws IOException {
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
