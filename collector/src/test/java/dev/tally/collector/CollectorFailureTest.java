package dev.tally.collector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.collector.encode.Batches;
import dev.tally.collector.journal.Disk;
import dev.tally.collector.journal.FullDisk;
import dev.tally.collector.journal.JournalSettings;
import dev.tally.edl.model.Revision;
import dev.tally.edl.registry.Catalog;
import dev.tally.error.ErrorCode;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.testing.EngineExtension;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(EngineExtension.class)
class CollectorFailureTest {
  private static final Catalog CATALOG = Catalog.of(List.of(Samples.CLICKED));
  private static final int LOG_ENTRY_BYTES = 64;

  private final ClickHouse clickHouse;
  private final UUID id = UUID.randomUUID();
  private final StoredEvents stored;
  @TempDir private Path journal;

  CollectorFailureTest(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
    this.stored = new StoredEvents(clickHouse, id);
  }

  @Test
  void aCollectorThatVanishesAgainAndAgainLosesAndDoublesNothing() {
    long seed = System.nanoTime();
    System.out.println("CollectorFailureTest seed " + seed);
    Random random = new Random(seed);
    int batches = 0;
    TestProducer producer = new TestProducer(1, id);
    for (int crash = 0; crash < 12; crash++) {
      Collector collector = start(settings(), CATALOG, Disk.REAL);
      producer = producer.at(collector.port());
      producer.connect();
      int more = random.nextInt(1, 60);
      producer.sendClicks(more, 40);
      batches += more;
      int enough = random.nextInt(more + 1);
      int left = more - enough;
      TestProducer sending = producer;
      Awaitility.await().until(() -> sending.waiting() <= left);
      if (random.nextBoolean()) {
        long some = stored.rows();
        Awaitility.await()
            .atMost(Duration.ofSeconds(10))
            .until(() -> stored.rows() > some || collector.status().pending() == 0);
      }
      collector.abandon();
    }
    try (Collector collector = start(settings(), CATALOG, Disk.REAL)) {
      producer = producer.at(collector.port());
      producer.insist();
      stored.await(batches * 40L);
      StoredEvents.awaitSettled(collector);
      assertThat(collector.status().stored()).isEqualTo(batches * 40L);
    }
    producer.close();
    assertThat(stored.rows()).isEqualTo(batches * 40L);
    stored.assertEachOnce();
  }

  @Test
  void aBlockThatWasInsertedBeforeTheCrashIsDroppedWhenItComesAgain() throws IOException {
    Revision later = Samples.revision(2, "sample.Later", Samples.CLICKED.eventType().attributes());
    Collector first = start(settings(), CATALOG, Disk.REAL);
    try (TestProducer producer = new TestProducer(first.port(), id)) {
      producer.connect();
      producer.send(
          Batches.batch(id, 1, List.of(Samples.CLICKED, later))
              .addEvents(Batches.event(0, Samples.clicked(0), 1_700_000_000_000L))
              .addEvents(Batches.event(1, Samples.clicked(1), 1_700_000_000_000L))
              .build());
      producer.awaitAcknowledged();
    }
    StoredEvents.awaitSettled(first);
    first.abandon();
    forgetLastStored();
    // Published since; the block must not know of it.
    Catalog grown = Catalog.of(List.of(Samples.CLICKED, later));
    try (Collector second = start(settings(), grown, Disk.REAL)) {
      assertThat(second.status().accepted()).isEqualTo(2);
      StoredEvents.awaitSettled(second);
      assertThat(second.status().stored()).isEqualTo(1);
      assertThat(second.status().rejected()).isEqualTo(1);
    }
    assertThat(stored.rows()).isEqualTo(1);
    assertThat(stored.rejections()).hasSize(1).first().asString().contains("EVENT_TYPE_UNKNOWN");
    stored.assertEachOnce();
  }

  @Test
  void aReplayWaitsForTheRegistryToKnowWhatItKnewBefore() throws IOException {
    Collector first = start(settings(), CATALOG, Disk.REAL);
    try (TestProducer producer = new TestProducer(first.port(), id)) {
      producer.connect();
      producer.sendClicks(1, 3);
      producer.awaitAcknowledged();
    }
    StoredEvents.awaitSettled(first);
    first.abandon();
    forgetLastStored();
    ChangingCatalog catalog = new ChangingCatalog(Catalog.of(List.of()));
    try (LogLines lines = new LogLines();
        Collector second = start(settings(), catalog, Disk.REAL)) {
      Awaitility.await().until(() -> !lines.alarms().isEmpty());
      assertThat(lines.alarms()).hasSize(1).first().asString().contains("registry");
      assertThat(second.status().pending()).isEqualTo(3);
      catalog.set(CATALOG);
      StoredEvents.awaitSettled(second);
      assertThat(second.status().stored()).isEqualTo(3);
    }
    assertThat(stored.rows()).isEqualTo(3);
  }

  @Test
  void aFullDiskIsSaidOnceAndHeals() {
    FullDisk disk = new FullDisk(Long.MAX_VALUE);
    try (LogLines lines = new LogLines();
        Collector collector = start(settings(), CATALOG, disk);
        TestProducer producer = new TestProducer(collector.port(), id)) {
      producer.connect();
      producer.sendClicks(5, 20);
      producer.awaitAcknowledged();
      StoredEvents.awaitSettled(collector);
      disk.setRoom(500);
      for (int attempt = 0; attempt < 3; attempt++) {
        producer.connect();
        if (attempt == 0) {
          producer.sendClicks(5, 20);
        }
        StatusRuntimeException failure = producer.awaitFailure();
        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(code(failure)).isEqualTo(ErrorCode.DISK_FULL.name());
      }
      assertThat(collector.status().journalFails()).isTrue();
      assertThat(lines.alarms()).hasSize(1).first().asString().contains("the disk is full");
      disk.setRoom(Long.MAX_VALUE);
      producer.insist();
      stored.await(200);
      stored.assertEachOnce();
      StoredEvents.awaitSettled(collector);
      assertThat(collector.status().accepted()).isEqualTo(200);
      assertThat(collector.status().journalFails()).isFalse();
      assertThat(lines.all()).anyMatch(line -> line.contains("writes again"));
      assertThat(lines.alarms()).hasSize(1);
    }
  }

  @Test
  void aDiskThatIsReallyFullHealsToo() throws Exception {
    Path mount = Files.createDirectory(journal.resolve("tiny"));
    Assumptions.assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", mount.toString()),
        "needs the right to mount a tmpfs");
    try {
      CollectorSettings tiny =
          CollectorSettings.of(0, mount.resolve("journal"))
              .withJournal(JournalSettings.DEFAULTS.withBytesMax(1L << 30, 256 << 10));
      Path filler = mount.resolve("filler");
      Files.write(filler, new byte[900 << 10]);
      try (Collector collector = start(tiny, CATALOG, Disk.REAL);
          TestProducer producer = new TestProducer(collector.port(), id)) {
        producer.connect();
        producer.sendClicks(60, 200);
        StatusRuntimeException failure = producer.awaitFailure();
        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(code(failure)).isEqualTo(ErrorCode.DISK_FULL.name());
        Files.delete(filler);
        producer.insist();
        stored.await(12_000);
        StoredEvents.awaitSettled(collector);
        stored.assertEachOnce();
      }
    } finally {
      run("umount", mount.toString());
    }
  }

  @Test
  void tooManyBatchesInMemoryAreRefused() {
    FullDisk disk = new FullDisk(Long.MAX_VALUE);
    CountDownLatch gate = new CountDownLatch(1);
    CollectorSettings narrow =
        settings().withJournal(JournalSettings.DEFAULTS.withQueueBytesMax(30_000));
    try (Collector collector = start(narrow, CATALOG, disk);
        TestProducer producer = new TestProducer(collector.port(), id)) {
      disk.syncWaitsFor(gate);
      producer.connect();
      producer.sendClicks(60, 30);
      // The refusal is told once what was taken before is on disk.
      Awaitility.await()
          .during(Duration.ofMillis(200))
          .until(() -> producer.acknowledged().isEmpty());
      gate.countDown();
      StatusRuntimeException failure = producer.awaitFailure();
      assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
      assertThat(producer.acknowledged()).isNotEmpty().hasSizeLessThan(60);
      producer.insist();
      stored.await(1_800);
      stored.assertEachOnce();
    }
  }

  @Test
  void aCorruptSegmentIsSaidOnceSetAsideAndCounted() throws IOException {
    JournalSettings small = JournalSettings.DEFAULTS.withBytesMax(1 << 20, 4_000);
    ClickHouse nobody = ClickHouse.connect(StoredEvents.nowhere());
    try (Collector collector =
            Collector.start(
                settings().withJournal(small).withCloseTimeout(Duration.ZERO),
                CATALOG,
                nobody,
                new SimpleMeterRegistry(),
                Clock.systemUTC());
        TestProducer producer = new TestProducer(collector.port(), id)) {
      producer.connect();
      producer.sendClicks(40, 20);
      producer.awaitAcknowledged();
    }
    nobody.close();
    List<Path> segments = files(".segment");
    Path victim = segments.get(segments.size() / 2);
    byte[] noise = new byte[(int) Files.size(victim)];
    new Random(1).nextBytes(noise);
    Files.write(victim, noise);
    try (LogLines lines = new LogLines();
        Collector collector = start(settings().withJournal(small), CATALOG, Disk.REAL)) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> collector.status().pending() == 0);
      CollectorStatus status = collector.status();
      assertThat(status.accepted()).isEqualTo(800);
      assertThat(status.setAside()).isPositive().isEqualTo(800 - stored.rows());
      assertThat(status.stored()).isEqualTo(stored.rows()).isGreaterThan(600);
      assertThat(status.damagedBytes()).isGreaterThanOrEqualTo(noise.length);
      assertThat(lines.alarms()).hasSize(1).first().asString().contains("can't be read");
    }
    assertThat(files(".corrupt")).hasSize(1);
  }

  @Test
  void anEngineThatIsAwayIsSaidOnceAndCaughtUpWith() {
    ClickHouse nobody = ClickHouse.connect(StoredEvents.nowhere());
    try (LogLines lines = new LogLines()) {
      try (Collector collector =
              Collector.start(
                  settings().withCloseTimeout(Duration.ofSeconds(1)),
                  CATALOG,
                  nobody,
                  new SimpleMeterRegistry(),
                  Clock.systemUTC());
          TestProducer producer = new TestProducer(collector.port(), id)) {
        producer.connect();
        producer.sendClicks(10, 10);
        producer.awaitAcknowledged();
        Awaitility.await().until(() -> !lines.alarms().isEmpty());
        assertThat(collector.status().pending()).isEqualTo(100);
      }
      assertThat(lines.alarms()).hasSize(2);
      assertThat(lines.alarms().getFirst()).contains("storing events", "ENGINE_UNAVAILABLE");
      assertThat(lines.alarms().getLast()).contains("100 events in the journal");
    }
    nobody.close();
    try (Collector collector = start(settings(), CATALOG, Disk.REAL)) {
      StoredEvents.awaitSettled(collector);
      assertThat(stored.rows()).isEqualTo(100);
      stored.assertEachOnce();
    }
  }

  /** As if the collector had died after the insert and before it noted that. */
  private void forgetLastStored() throws IOException {
    Path log = journal.resolve("blocks");
    byte[] entries = Files.readAllBytes(log);
    assertThat(entries.length % LOG_ENTRY_BYTES).isZero();
    Files.write(log, Arrays.copyOf(entries, entries.length - LOG_ENTRY_BYTES));
  }

  private List<Path> files(String suffix) throws IOException {
    try (Stream<Path> files = Files.list(journal)) {
      return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    }
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
  }

  private static String code(StatusRuntimeException failure) {
    Metadata trailers = failure.getTrailers();
    return String.valueOf(
        trailers == null
            ? null
            : trailers.get(Metadata.Key.of("tally-code", Metadata.ASCII_STRING_MARSHALLER)));
  }

  private CollectorSettings settings() {
    return CollectorSettings.of(0, journal);
  }

  private Collector start(CollectorSettings settings, Catalog catalog, Disk disk) {
    return Collector.start(
        settings,
        catalog,
        clickHouse,
        new SimpleMeterRegistry(),
        Clock.systemUTC(),
        disk,
        new Random());
  }
}
