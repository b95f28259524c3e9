package dev.tally.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tally.edl.registry.Catalog;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.testing.EngineExtension;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(EngineExtension.class)
class JournalToolsTest {
  private static final int BATCHES = 20;
  private static final int EVENTS = 10;

  private final UUID id = UUID.randomUUID();
  @TempDir private Path folder;

  @Test
  void whatIsPendingIsSeenAndReplayedIntoANewJournalItIsStored(ClickHouse clickHouse) {
    Path journal = folder.resolve("journal");
    withCollector(journal, ClickHouse.connect(StoredEvents.nowhere()), this::send);
    Path copy = folder.resolve("copy");
    try (JournalTools tools = JournalTools.open(journal)) {
      JournalReport report = tools.inspect();
      assertThat(report.isSound()).isTrue();
      assertThat(report.pendingBatches()).isEqualTo(BATCHES);
      assertThat(report.pendingEvents()).isEqualTo((long) BATCHES * EVENTS);
      assertThat(report.accepted()).isEqualTo((long) BATCHES * EVENTS);
      assertThat(report.stored()).isZero();
      assertThat(report.producers()).isOne();
      JournalTools.Replayed replayed = tools.replay(copy, 6);
      assertThat(replayed).isEqualTo(new JournalTools.Replayed(15, 15L * EVENTS, 0));
      refused(ErrorCode.REQUEST_INVALID, () -> tools.replay(copy, 1));
      refused(ErrorCode.JOURNAL_IN_USE, () -> JournalTools.open(journal));
    }
    withCollector(copy, clickHouse, StoredEvents::awaitSettled);
    assertThat(
            clickHouse.query(
                "SELECT concat(toString(min(batch)), ' ', toString(count()), ' ',"
                    + " toString(min(attempt)), ' ', toString(max(attempt))) AS line"
                    + " FROM events WHERE producer = {producer:UUID}",
                Map.of("producer", id),
                row -> row.string("line")))
        .containsExactly("6 150 2 2");
  }

  @Test
  void whatIsStoredIsNotPending(ClickHouse clickHouse) {
    Path journal = folder.resolve("journal");
    withCollector(
        journal,
        clickHouse,
        collector -> {
          send(collector);
          StoredEvents.awaitSettled(collector);
        });
    try (JournalTools tools = JournalTools.open(journal)) {
      JournalReport report = tools.inspect();
      assertThat(report.pendingBatches()).isZero();
      assertThat(report.storedThrough()).isEqualTo(BATCHES);
      assertThat(report.stored()).isEqualTo((long) BATCHES * EVENTS);
      assertThat(report.isSound()).isTrue();
    }
  }

  @Test
  void aMissingFileAndADamagedEntryAreDamage(ClickHouse clickHouse) throws IOException {
    Path journal = folder.resolve("journal");
    withCollector(
        journal,
        clickHouse,
        collector -> {
          send(collector);
          StoredEvents.awaitSettled(collector);
        });
    Path blocks = journal.resolve("blocks");
    byte[] bytes = Files.readAllBytes(blocks);
    bytes[10] ^= 1;
    Files.write(blocks, bytes);
    Files.move(
        journal.resolve("0000000000000000001.segment"),
        journal.resolve("0000000000000000031.segment"));
    try (JournalTools tools = JournalTools.open(journal)) {
      JournalReport report = tools.inspect();
      assertThat(report.isSound()).isFalse();
      assertThat(report.damages())
          .anySatisfy(
              damage -> assertThat(damage.line()).startsWith("blocks:0: an entry can't be read"))
          .anySatisfy(
              damage -> assertThat(damage.line()).contains("positions 21 to 30", "are missing"));
    }
  }

  @Test
  void whatIsMissingBehindADamagedFileIsSaid(ClickHouse clickHouse) throws IOException {
    Path journal = folder.resolve("journal");
    withCollector(
        journal,
        clickHouse,
        collector -> {
          send(collector);
          StoredEvents.awaitSettled(collector);
        });
    Files.delete(journal.resolve("blocks"));
    Path first = journal.resolve("0000000000000000001.segment");
    byte[] bytes = Files.readAllBytes(first);
    Files.write(journal.resolve("0000000000000000031.segment"), bytes);
    bytes[bytes.length / 3] ^= 1;
    Files.write(first, bytes);
    try (JournalTools tools = JournalTools.open(journal)) {
      assertThat(tools.inspect().damages())
          .anySatisfy(
              damage ->
                  assertThat(damage.line())
                      .startsWith("0000000000000000031.segment")
                      .contains("positions 21 to 30", "or the end of the damaged one"));
    }
  }

  @Test
  void whatIsNoJournalIsNotMadeOne() {
    Path nothing = folder.resolve("nothing");
    refused(ErrorCode.NOT_FOUND, () -> JournalTools.open(nothing));
    assertThat(nothing).doesNotExist();
  }

  private void send(Collector collector) {
    try (TestProducer producer = new TestProducer(collector.port(), id)) {
      producer.connect();
      producer.sendClicks(BATCHES, EVENTS);
      producer.awaitAcknowledged();
    }
  }

  private static void withCollector(Path journal, ClickHouse clickHouse, Consumer<Collector> work) {
    try (Collector collector =
        Collector.start(
            CollectorSettings.of(0, journal).withCloseTimeout(Duration.ZERO),
            Catalog.of(List.of(Samples.CLICKED)),
            clickHouse,
            new SimpleMeterRegistry(),
            Clock.systemUTC())) {
      work.accept(collector);
    }
  }

  private static void refused(ErrorCode code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(TallyException.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
