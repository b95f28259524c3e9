package dev.tally.collector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.collector.encode.Batches;
import dev.tally.edl.registry.Catalog;
import dev.tally.ingest.v1.Batch;
import dev.tally.ingest.v1.Count;
import dev.tally.ingest.v1.Report;
import dev.tally.sdk.EventSchema;
import dev.tally.sdk.TallyClient;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.statement.SelectLossAudit;
import dev.tally.storage.statement.SelectLossAudit.Cell;
import dev.tally.storage.statement.SelectLossAudit.Counts;
import dev.tally.storage.testing.EngineExtension;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The SDK's runtime, a collector and the engine, and the equation over what they say. */
@ExtendWith(EngineExtension.class)
final class LossAuditTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final EventSchema CLICKED =
      new EventSchema("sample.Clicked", Samples.CLICKED.fingerprint(), false);
  private static final EventSchema UNPUBLISHED = new EventSchema("sample.Unpublished", 1, false);

  private final ClickHouse clickHouse;
  private final SelectLossAudit audit;
  private final UUID id = UUID.randomUUID();
  private final Instant start = Instant.now().minusSeconds(3600);
  @TempDir private Path journal;

  LossAuditTest(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
    this.audit = new SelectLossAudit(clickHouse);
  }

  private Collector collector() {
    return collector(0);
  }

  private Collector collector(int port) {
    return Collector.start(
        CollectorSettings.of(port, journal),
        Catalog.of(List.of(Samples.CLICKED)),
        clickHouse,
        new SimpleMeterRegistry(),
        Clock.systemUTC());
  }

  private TallyClient.Builder client(int port) {
    return TallyClient.builder()
        .target("127.0.0.1:" + port)
        .random(new KnownId(id))
        .reportInterval(Duration.ofMillis(50));
  }

  /** Makes the producer's id what we want it to be. */
  private static final class KnownId extends Random {
    private static final long serialVersionUID = 1;
    private final UUID id;

    KnownId(UUID id) {
      this.id = id;
    }

    @Override
    public void nextBytes(byte[] bytes) {
      ByteBuffer.wrap(bytes)
          .putLong(id.getMostSignificantBits())
          .putLong(id.getLeastSignificantBits());
    }
  }

  private static void send(TallyClient client, int events) {
    for (int i = 0; i < events; i++) {
      client.send(CLICKED, Samples.clicked(i));
    }
  }

  private SelectLossAudit.Scope scope() {
    return new SelectLossAudit.Scope(start, Optional.of(id), "");
  }

  private List<Cell> cells() {
    return audit.cells(scope(), true, 1000);
  }

  /** Over the minutes that the test took. */
  private Counts sum(String eventType) {
    return audit.totals(scope()).stream()
        .filter(total -> total.eventType().equals(eventType))
        .map(SelectLossAudit.Total::counts)
        .findFirst()
        .orElse(new Counts(0, 0, 0, 0, 0, 0, 0, 0));
  }

  private void awaitSum(String eventType, Counts counts) {
    Awaitility.await()
        .atMost(LIMIT)
        .untilAsserted(() -> assertThat(sum(eventType)).isEqualTo(counts));
  }

  private static Counts stored(long events) {
    return new Counts(events, 0, 0, 0, 0, events, 0, 0);
  }

  @Test
  void whatIsStoredIsWhatWasCreated() {
    try (Collector collector = collector()) {
      try (TallyClient client = client(collector.port()).build()) {
        send(client, 10_000);
      }
      awaitSum("sample.Clicked", stored(10_000));
      // The last report may be one block behind the events.
      Awaitility.await()
          .atMost(LIMIT)
          .untilAsserted(
              () ->
                  assertThat(cells())
                      .allSatisfy(cell -> assertThat(cell.state()).isIn("settled", "closed"))
                      .isNotEmpty());
    }
  }

  @Test
  void reportsSayWhichSdkTheyAreOf() {
    try (Collector collector = collector()) {
      try (TallyClient client = client(collector.port()).build()) {
        send(client, 10);
      }
      awaitSum("sample.Clicked", stored(10));
    }
    assertThat(
            clickHouse.query(
                "SELECT DISTINCT sdk, host != '' AS named FROM audit_reports"
                    + " WHERE producer = {id:UUID}",
                Map.of("id", id),
                row -> row.string("sdk") + " " + row.bool("named")))
        .containsExactly("java true");
  }

  @Test
  void anEventThatTheEngineLosesIsMissing() {
    try (Collector collector = collector();
        TallyClient client = client(collector.port()).build()) {
      send(client, 500);
      assertThat(client.flush(LIMIT)).isTrue();
      awaitSum("sample.Clicked", stored(500));
      clickHouse.execute(
          "DELETE FROM events WHERE producer = {id:UUID} AND row = 7 AND batch IN"
              + " (SELECT min(batch) FROM events WHERE producer = {id:UUID})",
          Map.of("id", id),
          Map.of());
      awaitSum("sample.Clicked", new Counts(500, 0, 0, 0, 0, 499, 1, 0));
      assertThat(audit.cells(scope(), false, 10))
          .singleElement()
          .satisfies(cell -> assertThat(cell.counts().missing()).isOne());
    }
  }

  @Test
  void aRowThatIsThereTwiceIsMissingNegatively() {
    try (Collector collector = collector()) {
      try (TallyClient client = client(collector.port()).build()) {
        send(client, 20);
      }
      awaitSum("sample.Clicked", stored(20));
      clickHouse.execute(
          "INSERT INTO events SELECT * FROM events WHERE producer = {id:UUID} AND row = 7",
          Map.of("id", id),
          Map.of());
      assertThat(sum("sample.Clicked")).isEqualTo(new Counts(20, 0, 0, 0, 0, 21, -1, 0));
    }
  }

  @Test
  void aTinyQueueDropsAndTheDropsAreTheDifference() {
    try (Collector collector = collector()) {
      TallyClient client = client(collector.port()).queueEventsMax(16).build();
      try (client) {
        send(client, 200_000);
      }
      long dropped = client.counters().dropped();
      assertThat(dropped).isPositive();
      awaitSum("sample.Clicked", new Counts(200_000, dropped, 0, 0, 0, 200_000 - dropped, 0, 0));
    }
  }

  @Test
  void rejectedEventsAreAccountedFor() {
    try (Collector collector = collector()) {
      try (TallyClient client = client(collector.port()).build()) {
        send(client, 10);
        for (int i = 0; i < 5; i++) {
          client.send(CLICKED, new byte[] {8, 1});
          client.send(UNPUBLISHED, new byte[0]);
        }
      }
      awaitSum("sample.Clicked", new Counts(15, 0, 0, 5, 0, 10, 0, 0));
      awaitSum("sample.Unpublished", new Counts(5, 0, 0, 5, 0, 0, 0, 0));
    }
  }

  @Test
  void aKilledCollectorLosesNeitherEventsNorReports() {
    Collector first = collector(0);
    int port = first.port();
    try (TallyClient client =
        client(port)
            .batchEventsMax(50)
            .backoff(Duration.ofMillis(10), Duration.ofMillis(50))
            .build()) {
      send(client, 3_000);
      Awaitility.await().atMost(LIMIT).until(() -> client.counters().acknowledged() > 500);
      first.abandon();
      send(client, 3_000);
      try (Collector second = collector(port)) {
        assertThat(second.port()).isEqualTo(port);
        assertThat(client.flush(LIMIT)).isTrue();
        awaitSum("sample.Clicked", stored(6_000));
      }
    }
  }

  @Test
  void aReportThatComesTwiceOrLateReplacesAndNeverAdds() {
    try (Collector collector = collector();
        TestProducer producer = new TestProducer(collector.port(), id)) {
      long minute = start.truncatedTo(ChronoUnit.MINUTES).getEpochSecond() / 60;
      producer.connect();
      Batch.Builder events = Batches.batch(id, 1, List.of(Samples.CLICKED)).setReports(true);
      for (int i = 0; i < 9; i++) {
        events.addEvents(Batches.event(0, Samples.clicked(i), minute * 60_000 + i));
      }
      producer.send(events.build());
      producer.send(report(2, minute, 5, 12, 9));
      producer.send(report(3, minute, 5, 12, 9));
      producer.send(report(4, minute, 4, 11, 7));
      producer.awaitAcknowledged();
      // Three are on their way, says the producer.
      awaitSum("sample.Clicked", new Counts(12, 0, 3, 0, 0, 9, 0, 0));
      // Then it says that they are acknowledged. But nobody has them.
      producer.send(report(5, minute, 6, 12, 12));
      awaitSum("sample.Clicked", new Counts(12, 0, 0, 0, 0, 9, 3, 0));
      assertThat(cells()).extracting(Cell::state).containsExactly("settled");
    }
  }

  private Batch report(long number, long minute, long sequence, long created, long acknowledged) {
    Count count =
        Count.newBuilder()
            .setEventType("sample.Clicked")
            .setMinute(minute)
            .setPage(1)
            .setCreated(created)
            .setAcknowledged(acknowledged)
            .build();
    return Batches.batch(id, number, List.of())
        .setReports(true)
        .setReport(
            Report.newBuilder()
                .setSequence(sequence)
                .setMadeMs((minute + 1) * 60_000 + 1_000)
                .addCounts(count))
        .build();
  }

  @Test
  void aProducerThatStopsToReportIsSilentAndWhatItHadIsMissing() {
    long minute = start.truncatedTo(ChronoUnit.MINUTES).getEpochSecond() / 60;
    try (Collector collector = collector();
        TestProducer producer = new TestProducer(collector.port(), id)) {
      producer.connect();
      producer.send(report(1, minute, 1, 12, 0));
      awaitSum("sample.Clicked", new Counts(12, 0, 12, 0, 0, 0, 0, 0));
    }
    // As if that had been five minutes ago.
    clickHouse.execute(
        "INSERT INTO audit_reports SELECT * REPLACE (sequence + 1 AS sequence,"
            + " received - INTERVAL 5 MINUTE AS received)"
            + " FROM audit_reports WHERE producer = {id:UUID}",
        Map.of("id", id),
        Map.of());
    assertThat(sum("sample.Clicked")).isEqualTo(new Counts(12, 0, 0, 0, 0, 0, 12, 0));
    assertThat(cells()).extracting(Cell::state).containsExactly("silent");
  }

  @Test
  void aProducerWithoutReportsHasCreatedWhatWasReceived() {
    try (Collector collector = collector();
        TestProducer producer = new TestProducer(collector.port(), id)) {
      producer.connect();
      producer.send(Samples.batch(id, 1, 40));
      awaitSum("sample.Clicked", stored(40));
      assertThat(cells()).extracting(Cell::state).containsOnly("unreported");
      clickHouse.execute(
          "DELETE FROM events WHERE producer = {id:UUID} AND row < 3", Map.of("id", id), Map.of());
      awaitSum("sample.Clicked", new Counts(40, 0, 0, 0, 0, 37, 3, 0));
    }
  }
}
