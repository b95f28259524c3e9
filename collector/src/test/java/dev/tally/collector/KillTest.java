package dev.tally.collector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.edl.registry.Catalog;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.engine.EmbeddedEngine;
import dev.tally.storage.migration.Migrations;
import dev.tally.storage.testing.TestEngine;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kill -9, for real, of the collector's process and of the engine's. */
class KillTest {
  private static final int EVENTS = 100;

  private final UUID id = UUID.randomUUID();
  @TempDir private Path journal;

  @Test
  void aKilledCollectorHasEveryAcknowledgedEventExactlyOnce() throws IOException {
    long seed = System.nanoTime();
    System.out.println("KillTest seed " + seed);
    Random random = new Random(seed);
    try (TestEngine engine = TestEngine.start();
        ClickHouse clickHouse = ClickHouse.connect(engine.engine().endpoint())) {
      Migrations.run(clickHouse);
      StoredEvents stored = new StoredEvents(clickHouse, id);
      TestProducer producer = new TestProducer(1, id);
      int batches = 0;
      for (int round = 0; round < 4; round++) {
        CollectorProcess collector = CollectorProcess.start(journal, engine.engine().endpoint());
        producer = producer.at(collector.port());
        producer.connect();
        producer.sendClicks(200, EVENTS);
        batches += 200;
        int left = random.nextInt(200);
        TestProducer sending = producer;
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> sending.waiting() <= left);
        if (round == 2) {
          kill(engine.engine());
        }
        collector.kill();
      }
      long acknowledged = producer.acknowledged().stream().distinct().count();
      assertThat(acknowledged).isBetween(100L, (long) batches);
      try (CollectorProcess collector =
          CollectorProcess.start(journal, engine.engine().endpoint())) {
        producer = producer.at(collector.port());
        producer.insist();
        stored.await((long) batches * EVENTS);
      }
      producer.close();
      assertThat(stored.rows()).isEqualTo((long) batches * EVENTS);
      stored.assertEachOnce();
    }
  }

  @Test
  void aKilledEngineCostsAndDoublesNothing() {
    try (TestEngine engine = TestEngine.start();
        ClickHouse clickHouse = ClickHouse.connect(engine.engine().endpoint())) {
      Migrations.run(clickHouse);
      StoredEvents stored = new StoredEvents(clickHouse, id);
      try (LogLines lines = new LogLines();
          Collector collector =
              Collector.start(
                  CollectorSettings.of(0, journal),
                  Catalog.of(List.of(Samples.CLICKED)),
                  clickHouse,
                  new SimpleMeterRegistry(),
                  Clock.systemUTC());
          TestProducer producer = new TestProducer(collector.port(), id)) {
        producer.connect();
        for (int round = 1; round <= 3; round++) {
          producer.sendClicks(300, EVENTS);
          long some = (round - 1) * 300L * EVENTS;
          Awaitility.await().until(() -> collector.status().accepted() > some);
          kill(engine.engine());
          producer.awaitAcknowledged();
          StoredEvents.awaitSettled(collector);
        }
        assertThat(stored.rows()).isEqualTo(900L * EVENTS);
        stored.assertEachOnce();
        assertThat(lines.alarms()).hasSizeBetween(1, 3);
        long ends = lines.all().stream().filter(line -> line.contains("works again")).count();
        assertThat(ends).isEqualTo(lines.alarms().size());
      }
    }
  }

  /** Its watcher starts it again. */
  private static void kill(EmbeddedEngine engine) {
    ProcessHandle.of(engine.pid()).ifPresent(ProcessHandle::destroyForcibly);
  }
}
