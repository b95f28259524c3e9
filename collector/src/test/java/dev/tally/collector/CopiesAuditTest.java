package dev.tally.collector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.collector.encode.Batches;
import dev.tally.collector.journal.JournalSettings;
import dev.tally.edl.registry.Catalog;
import dev.tally.ingest.v1.Batch;
import dev.tally.ingest.v1.Count;
import dev.tally.ingest.v1.Report;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.statement.SelectLossAudit;
import dev.tally.storage.statement.SelectLossAudit.Counts;
import dev.tally.storage.testing.EngineExtension;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A batch whose acknowledgement is lost goes to another collector, which does something else with
 * it: each event has one end all the same.
 */
@ExtendWith(EngineExtension.class)
class CopiesAuditTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String GLANCED = Samples.GLANCED.eventType().name();

  /** A record of its own segment: three quarters of the journal are taken, and A sheds. */
  private static final JournalSettings TINY = JournalSettings.DEFAULTS.withBytesMax(200_000, 9_000);

  private static final int FILLER_EVENTS = 4_000;

  // What may become of the ten glances of a batch.
  private static final Counts STORED = new Counts(10, 0, 0, 0, 0, 10, 0, 0);
  private static final Counts SHED = new Counts(10, 0, 0, 0, 10, 0, 0, 0);
  private static final Counts REJECTED = new Counts(10, 0, 0, 10, 0, 0, 0, 0);

  private final ClickHouse clickHouse;
  private final SelectLossAudit audit;
  private final UUID id = UUID.randomUUID();
  private final Instant start = Instant.now().minusSeconds(3_600).truncatedTo(ChronoUnit.MINUTES);
  private final ChangingCatalog knownToA =
      new ChangingCatalog(Catalog.of(List.of(Samples.CLICKED, Samples.GLANCED)));
  private Collector a;
  private Collector b;
  @TempDir private Path journals;

  CopiesAuditTest(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
    this.audit = new SelectLossAudit(clickHouse);
  }

  @BeforeEach
  void startBoth() {
    a = collector("a", TINY, knownToA);
    b = collector("b", JournalSettings.DEFAULTS, Catalog.of(knownToA.latest()));
  }

  @AfterEach
  void closeBoth() {
    a.close();
    b.close();
  }

  private Collector collector(String name, JournalSettings settings, Catalog catalog) {
    return Collector.start(
        CollectorSettings.of(0, journals.resolve(name)).withJournal(settings),
        catalog,
        clickHouse,
        new SimpleMeterRegistry(),
        Clock.systemUTC());
  }

  /** Ten glances and five clicks, sent for the {@code attempt}-th time. */
  private Batch batch(int attempt) {
    Batch.Builder batch =
        Batches.batch(id, 1, List.of(Samples.CLICKED, Samples.GLANCED)).setReports(true);
    for (int i = 0; i < 15; i++) {
      batch.addEvents(
          Batches.event(i % 3 == 0 ? 0 : 1, Samples.clicked(i), start.toEpochMilli() + i));
    }
    return batch.setAttempt(attempt).build();
  }

  /** The producer heard of all fifteen, from whomever. */
  private Batch report() {
    return Batches.batch(id, 2, List.of())
        .setReports(true)
        .setReport(
            Report.newBuilder()
                .setSequence(1)
                .setMadeMs(start.plusSeconds(61).toEpochMilli())
                .addCounts(count("sample.Clicked", 1, 5))
                .addCounts(count(GLANCED, 2, 10)))
        .build();
  }

  private Count count(String eventType, long page, long events) {
    return Count.newBuilder()
        .setEventType(eventType)
        .setMinute(start.getEpochSecond() / 60)
        .setPage(page)
        .setCreated(events)
        .setAcknowledged(events)
        .build();
  }

  /** Brings a batch to a collector, which has it stored then; says how many it shed. */
  private static long send(Collector collector, Batch batch) {
    UUID producer =
        new UUID(
            batch.getProducer().asReadOnlyByteBuffer().getLong(0),
            batch.getProducer().asReadOnlyByteBuffer().getLong(Long.BYTES));
    try (TestProducer to = new TestProducer(collector.port(), producer)) {
      to.connect();
      to.send(batch);
      to.awaitAcknowledged();
      StoredEvents.awaitSettled(collector);
      return to.shed();
    }
  }

  private static void sheds(Collector collector, Batch batch) {
    send(collector, Samples.batch(UUID.randomUUID(), 1, FILLER_EVENTS));
    assertThat(send(collector, batch)).isEqualTo(10);
  }

  private static void takes(Collector collector, Batch batch) {
    assertThat(send(collector, batch)).isZero();
  }

  private void awaitSum(String eventType, Counts counts) {
    SelectLossAudit.Scope scope = new SelectLossAudit.Scope(start, Optional.of(id), eventType);
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(audit.totals(scope))
                    .extracting(SelectLossAudit.Total::counts)
                    .containsExactly(counts));
  }

  /** Both collectors took the five clicks: one copy of each is a repeat. */
  private void awaitClicksFromBoth() {
    awaitSum("sample.Clicked", new Counts(5, 0, 0, 0, 0, 5, 0, 5));
  }

  @Test
  void whatOneShedAndTheOtherStoredIsStored() {
    sheds(a, batch(1));
    takes(b, batch(2));
    takes(b, report());
    awaitSum(GLANCED, STORED);
    awaitClicksFromBoth();
    clickHouse.execute(
        "DELETE FROM events WHERE event = {event:String} AND producer = {id:UUID}",
        Map.of("event", GLANCED, "id", id),
        Map.of());
    awaitSum(GLANCED, new Counts(10, 0, 0, 0, 0, 0, 10, 0));
  }

  @Test
  void whatOneStoredAndTheOtherShedLaterIsStored() {
    takes(b, batch(1));
    sheds(a, batch(2));
    takes(b, report());
    awaitSum(GLANCED, STORED);
    awaitClicksFromBoth();
  }

  @Test
  void whatBothShedIsShedOnce() {
    sheds(a, batch(1));
    b.close();
    b = collector("c", TINY, knownToA);
    sheds(b, batch(2));
    takes(b, report());
    awaitSum(GLANCED, SHED);
    awaitClicksFromBoth();
  }

  @Test
  void whatOneRejectedAndTheOtherStoredIsStored() {
    knownToA.set(Catalog.of(List.of(Samples.CLICKED)));
    takes(a, batch(1));
    awaitSum(GLANCED, REJECTED);
    takes(b, batch(2));
    takes(b, report());
    awaitSum(GLANCED, STORED);
  }

  @Test
  void whatOneStoredAndTheOtherRejectedLaterIsStored() {
    knownToA.set(Catalog.of(List.of(Samples.CLICKED)));
    takes(b, batch(1));
    takes(a, batch(2));
    takes(b, report());
    awaitSum(GLANCED, STORED);
  }

  @Test
  void whatOneShedAndTheOtherRejectedIsRejected() {
    sheds(a, batch(1));
    b.close();
    b = collector("c", JournalSettings.DEFAULTS, Catalog.of(List.of(Samples.CLICKED)));
    takes(b, batch(2));
    takes(b, report());
    awaitSum(GLANCED, REJECTED);
  }

  @Test
  void whatTwoStoredBeforeAnyReportWasCreatedOnce() {
    takes(b, batch(1));
    takes(a, batch(2));
    awaitSum(GLANCED, new Counts(10, 0, 0, 0, 0, 10, 0, 10));
  }
}
