package dev.tally.collector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.collector.encode.Batches;
import dev.tally.edl.registry.Catalog;
import dev.tally.ingest.v1.Batch;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.testing.EngineExtension;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Events of a type with time bounds and a rule, over gRPC. */
@ExtendWith(EngineExtension.class)
class JudgedEventsTest {
  private static final Duration AGE_MAX = Duration.ofHours(1);
  private static final Duration AHEAD_MAX = Duration.ofMinutes(1);
  private final ClickHouse clickHouse;
  private final Instant receipt = Instant.now().truncatedTo(ChronoUnit.MILLIS);
  private final long receiptMs = receipt.toEpochMilli();
  private final UUID id = UUID.randomUUID();
  private final StoredEvents stored;
  @TempDir private Path journal;

  JudgedEventsTest(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
    this.stored = new StoredEvents(clickHouse, id);
  }

  private Batch batch() {
    return Batches.batch(id, 1, List.of(Samples.bounded()))
        .addEvents(Batches.event(0, Samples.clicked(1), receiptMs - AGE_MAX.toMillis()))
        .addEvents(Batches.event(0, Samples.clicked(1), receiptMs - AGE_MAX.toMillis() - 1))
        .addEvents(Batches.event(0, Samples.clicked(1), receiptMs + AHEAD_MAX.toMillis()))
        .addEvents(Batches.event(0, Samples.clicked(1), receiptMs + AHEAD_MAX.toMillis() + 1))
        .addEvents(Batches.event(0, Samples.clicked(9), receiptMs))
        .addEvents(Batches.event(0, Samples.clicked(10), receiptMs))
        .build();
  }

  private void assertJudged() {
    String one = java.util.HexFormat.of().formatHex(Samples.clicked(1));
    String ten = java.util.HexFormat.of().formatHex(Samples.clicked(10));
    assertThat(stored.rejections())
        .containsExactly(
            "1 sample.Bounded TIME_TOO_OLD '' " + one + " 3",
            "3 sample.Bounded TIME_TOO_FAR_AHEAD '' " + one + " 3",
            "5 sample.Bounded ATTRIBUTE_INVALID 'page' " + ten + " 3");
    assertThat(stored.rows()).isEqualTo(3);
  }

  @Test
  void boundsAreExactAndTheNeighboursGoOn() {
    try (Collector collector = start(receipt, clickHouse);
        TestProducer producer = new TestProducer(collector.port(), id)) {
      producer.connect();
      producer.send(batch());
      producer.awaitAcknowledged();
      StoredEvents.awaitSettled(collector);
    }
    assertJudged();
  }

  @Test
  void aJournalThatWaitedIsJudgedByTheReceiptThatIsInIt() {
    try (ClickHouse nobody = ClickHouse.connect(StoredEvents.nowhere())) {
      Collector collector = start(receipt, nobody);
      try (TestProducer producer = new TestProducer(collector.port(), id)) {
        producer.connect();
        producer.send(batch());
        producer.awaitAcknowledged();
      }
      collector.abandon();
    }
    try (Collector later = start(receipt.plus(Duration.ofDays(10)), clickHouse)) {
      StoredEvents.awaitSettled(later);
    }
    assertJudged();
  }

  private Collector start(Instant now, ClickHouse engine) {
    return Collector.start(
        CollectorSettings.of(0, journal),
        Catalog.of(List.of(Samples.bounded())),
        engine,
        new SimpleMeterRegistry(),
        Clock.fixed(now, ZoneOffset.UTC));
  }
}
