package dev.tally.collector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.collector.encode.Batches;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Revision;
import dev.tally.edl.registry.Catalog;
import dev.tally.ingest.v1.Batch;
import dev.tally.ingest.v1.Count;
import dev.tally.ingest.v1.Event;
import dev.tally.ingest.v1.Report;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.statement.SelectLossAudit;
import dev.tally.storage.testing.EngineExtension;
import dev.tally.storage.view.EventViews;
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
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Rejected events come back once what was wrong is mended, and count once. */
@ExtendWith(EngineExtension.class)
class ReplayTest {
  /** Two hours: an event that is too old for {@link Samples#bounded} is not for this. */
  private static final Duration OLD = Duration.ofHours(2);

  private final ClickHouse clickHouse;
  private final UUID id = UUID.randomUUID();
  private final long nowMs = Instant.now().truncatedTo(ChronoUnit.MILLIS).toEpochMilli();
  private final Revision strict = Samples.bounded();
  private final Revision mended;
  private final ChangingCatalog catalog = new ChangingCatalog(Catalog.of(List.of(strict)));
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  @TempDir private Path journal;

  ReplayTest(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
    EventType loose =
        new EventType(
            "sample.Bounded",
            "",
            "tests",
            Duration.ofDays(30),
            strict.eventType().delivery(),
            Samples.CLICKED.eventType().attributes(),
            List.of(),
            List.of());
    mended = new Revision(8, 1_008, loose, Instant.EPOCH);
  }

  @BeforeEach
  void forgetTheRejectsOfOtherTests() {
    clickHouse.execute("TRUNCATE TABLE events_rejected");
    clickHouse.execute("TRUNCATE TABLE rejects_replayed");
  }

  private void mend() {
    mend(mended.eventType());
  }

  private void mend(EventType eventType) {
    catalog.set(
        Catalog.of(
            List.of(
                strict,
                new Revision(mended.id(), mended.fingerprint(), eventType, mended.publishedAt()))));
    new EventViews(clickHouse).publish(eventType);
  }

  private Collector start(ClickHouse engine) {
    return Collector.start(
        CollectorSettings.of(0, journal), catalog, engine, registry, Clock.systemUTC());
  }

  /** Good, too long a page, good, too old, and one that no revision makes good. */
  private void send(Collector collector) {
    try (TestProducer producer = new TestProducer(collector.port(), id)) {
      producer.connect();
      producer.send(batch().build());
      producer.awaitAcknowledged();
    }
    StoredEvents.awaitSettled(collector);
  }

  private Batch.Builder batch() {
    return Batches.batch(id, 7, List.of(strict))
        .addEvents(Batches.event(0, Samples.clicked(1), nowMs))
        .addEvents(Batches.event(0, Samples.clicked(10), nowMs + 1))
        .addEvents(Batches.event(0, Samples.clicked(2), nowMs + 2))
        .addEvents(Batches.event(0, Samples.clicked(3), nowMs - OLD.toMillis()))
        .addEvents(Batches.event(0, new byte[] {8, 1}, nowMs));
  }

  private List<String> inView() {
    return clickHouse.query(
        """
        SELECT concat(toString(row), ' ', toString(batch), ' ', toString(user_id), ' ',
            toString(toUnixTimestamp64Milli(time) - {now:Int64})) AS line
        FROM %s.sample_Bounded WHERE producer = {producer:UUID} ORDER BY row
        """
            .formatted(clickHouse.endpoint().viewsDatabase()),
        Map.of("producer", id, "now", nowMs),
        row -> row.string("line"));
  }

  private void assertAllButTheBadOne() {
    assertThat(inView()).containsExactly("0 7 1 0", "1 7 10 1", "2 7 2 2", "3 7 3 -7200000");
  }

  private List<String> states(RejectsServer server) {
    return server.get("?event=sample.Bounded").path("items").values().stream()
        .filter(item -> item.path("id").asString().startsWith(id.toString()))
        .map(
            item ->
                item.path("id").asString().substring(id.toString().length())
                    + " "
                    + item.path("code").asString()
                    + " "
                    + item.path("state").asString())
        .sorted()
        .toList();
  }

  @Test
  void whatWasMendedIsStoredOnceAndWhatWasNotStaysARejectAsOften() {
    try (Collector collector = start(clickHouse);
        RejectsServer server = new RejectsServer(collector)) {
      send(collector);
      assertThat(server.replay("sample.Bounded"))
          .isEqualTo("0 0 {\"ATTRIBUTE_INVALID\":1,\"ATTRIBUTE_MISSING\":1,\"TIME_TOO_OLD\":1}");
      mend();
      assertThat(server.replay("sample.Bounded")).isEqualTo("2 0 {\"ATTRIBUTE_MISSING\":1}");
      assertAllButTheBadOne();
      assertThat(server.replay("sample.Bounded")).isEqualTo("0 0 {\"ATTRIBUTE_MISSING\":1}");
      assertAllButTheBadOne();
      assertThat(states(server))
          .containsExactly(
              ".7.1 ATTRIBUTE_INVALID stored",
              ".7.3 TIME_TOO_OLD stored",
              ".7.4 ATTRIBUTE_MISSING rejected again");
      assertThat(tries()).isEqualTo(5);
      StoredEvents.awaitSettled(collector);
      assertThat(
              registry
                  .get("tally.collector.events.rejected")
                  .tag("code", "ATTRIBUTE_MISSING")
                  .counter()
                  .count())
          .isEqualTo(4);
    }
  }

  @Test
  void theListCanBePagedThroughWhileMoreAreRejected() {
    try (Collector collector = start(clickHouse);
        RejectsServer server = new RejectsServer(collector)) {
      send(collector);
      JsonNode all = server.get("?event=sample.Bounded");
      assertThat(all.path("total").asInt()).isEqualTo(3);
      String until = all.path("items").path(0).path("received").asString();
      assertThat(ids(all)).hasSize(3);

      // What comes later must not shift a page that was begun.
      clickHouse.execute(
          """
          INSERT INTO events_rejected (event, received, code, producer, batch, row)
          SELECT 'sample.Bounded', parseDateTime64BestEffort({until:String}, 3, 'UTC') + INTERVAL 1 SECOND, 'LATER',
              generateUUIDv4(), 1, number FROM numbers(5)
          """,
          Map.of("until", until),
          Map.of());
      String pages = "?event=sample.Bounded&limit=2&until=" + until;
      JsonNode first = server.get(pages);
      JsonNode second = server.get(pages + "&offset=2");
      assertThat(first.path("total").asInt()).isEqualTo(3);
      assertThat(second.path("total").asInt()).isEqualTo(3);
      assertThat(Stream.concat(ids(first).stream(), ids(second).stream()))
          .containsExactlyElementsOf(ids(all));
      assertThat(ids(server.get(pages + "&offset=3"))).isEmpty();
      assertThat(server.get("?event=sample.Bounded&limit=2").path("total").asInt()).isEqualTo(8);
    }
  }

  private static List<String> ids(JsonNode answer) {
    return answer.path("items").values().stream().map(item -> item.path("id").asString()).toList();
  }

  private SelectLossAudit.Counts audited(UUID producer) {
    Instant since = Instant.ofEpochMilli(nowMs).minus(Duration.ofDays(1));
    return new SelectLossAudit(clickHouse)
        .totals(new SelectLossAudit.Scope(since, Optional.of(producer), strict.eventType().name()))
        .getFirst()
        .counts();
  }

  private static SelectLossAudit.Counts counts(long rejected, long stored, long repeated) {
    return new SelectLossAudit.Counts(rejected + stored, 0, 0, rejected, 0, stored, 0, repeated);
  }

  /** The same batch of a producer that reports, and its report: five created and acknowledged. */
  private void sendAndReport(Collector collector, UUID reporter) {
    try (TestProducer producer = new TestProducer(collector.port(), reporter)) {
      producer.connect();
      producer.send(
          batch().setProducer(Batches.bytes(reporter)).setNumber(1).setReports(true).build());
      Count.Builder count =
          Count.newBuilder().setEventType(strict.eventType().name()).setCreated(4);
      Report.Builder report = Report.newBuilder().setSequence(1).setMadeMs(nowMs + 120_000);
      report.addCounts(count.setPage(1).setMinute(nowMs / 60_000).setAcknowledged(4));
      report.addCounts(
          count
              .setPage(2)
              .setMinute((nowMs - OLD.toMillis()) / 60_000)
              .setCreated(1)
              .setAcknowledged(1));
      producer.send(
          Batches.batch(reporter, 2, List.of()).setReports(true).setReport(report).build());
      producer.awaitAcknowledged();
    }
    StoredEvents.awaitSettled(collector);
  }

  @Test
  void theAuditHasEachEventOnceBeforeAndAfterItsReplay(@TempDir Path other) {
    UUID reporter = UUID.randomUUID();
    try (Collector collector = start(clickHouse);
        RejectsServer server = new RejectsServer(collector)) {
      send(collector);
      sendAndReport(collector, reporter);
      assertAudited(reporter, counts(3, 2, 0));
      assertThat(server.replay("sample.Bounded")).startsWith("0 ");
      assertAudited(reporter, counts(3, 2, 0));
      mend();
      assertThat(server.replay("sample.Bounded")).startsWith("4 ");
      assertAudited(reporter, counts(1, 4, 0));
      assertThat(replayElsewhere(other)).startsWith("4 ");
      assertAudited(reporter, counts(1, 4, 2));
      assertAllButTheBadOne();
    }
  }

  private void assertAudited(UUID reporter, SelectLossAudit.Counts counts) {
    assertThat(audited(id)).as("a producer without reports").isEqualTo(counts);
    assertThat(audited(reporter)).as("a producer with reports").isEqualTo(counts);
  }

  /** A click of a user, its page 8 characters long, too many, or none. */
  private static Event click(int user, boolean hasPage, long timeMs) {
    byte[] none = {8, (byte) user, 18, 2, 'C', 'Z'};
    return Batches.event(0, hasPage ? Samples.clicked(user) : none, timeMs);
  }

  @Test
  void ofEqualUpsertKeysTheOneSentLastCountsAndOfTwoProducersTheOneReplayedLast() {
    UUID second = UUID.randomUUID();
    try (Collector collector = start(clickHouse);
        RejectsServer server = new RejectsServer(collector)) {
      sendAs(collector, id, 1, click(10, true, nowMs), click(11, true, nowMs));
      // Corrected, by the same producer and by another one.
      sendAs(collector, id, 2, click(10, false, nowMs));
      sendAs(collector, second, 1, click(11, false, nowMs));
      mend(mended.eventType().withDedupKey(List.of("user_id")));
      assertThat(latest()).containsExactly("10 2 CZ", "11 1 CZ");
      assertThat(server.replay("sample.Bounded")).startsWith("2 ");
      assertThat(latest()).containsExactly("10 2 CZ", "11 1 JP");
      assertThat(server.replay("sample.Bounded")).startsWith("0 ");
      // What comes after the replay is later than it, whoever sends it.
      sendAs(collector, second, 2, click(11, false, nowMs));
      assertThat(latest()).containsExactly("10 2 CZ", "11 2 CZ");
    }
  }

  private void sendAs(Collector collector, UUID producerId, long number, Event... events) {
    try (TestProducer producer = new TestProducer(collector.port(), producerId)) {
      producer.connect();
      producer.send(
          Batches.batch(producerId, number, List.of(strict)).addAllEvents(List.of(events)).build());
      producer.awaitAcknowledged();
    }
    StoredEvents.awaitSettled(collector);
  }

  /** "user batch country" of each event in the view, at the time of this test. */
  private List<String> latest() {
    return clickHouse.query(
        """
        SELECT concat(toString(user_id), ' ', toString(batch), ' ', country) AS line
        FROM %s.sample_Bounded WHERE toUnixTimestamp64Milli(time) = {now:Int64} AND user_id >= 10
        ORDER BY user_id
        """
            .formatted(clickHouse.endpoint().viewsDatabase()),
        Map.of("now", nowMs),
        row -> row.string("line"));
  }

  /** Kept: one row of each reject that was stored, one of each that was rejected again. */
  private long tries() {
    return clickHouse
        .query(
            "SELECT count() AS n FROM rejects_replayed FINAL WHERE producer = {producer:UUID}",
            Map.of("producer", id),
            row -> row.int64("n"))
        .getFirst();
  }

  @Test
  void aReplayThatACrashCutsOffIsNotDoneTwice() throws Exception {
    try (Collector collector = start(clickHouse)) {
      send(collector);
    }
    mend();
    Collector collector = start(clickHouse);
    try (RejectsServer server = new RejectsServer(collector)) {
      Thread replay =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      server.replay("sample.Bounded");
                    } catch (RuntimeException e) {
                      // It is cut off.
                    }
                  });
      Awaitility.await()
          .pollInterval(Duration.ofMillis(1))
          .until(() -> collector.status().accepted() > 5);
      collector.abandon();
      replay.interrupt();
      replay.join();
    }
    try (Collector again = start(clickHouse);
        RejectsServer server = new RejectsServer(again)) {
      server.replay("sample.Bounded");
      assertAllButTheBadOne();
      assertThat(rawRows()).isEqualTo(4);
      StoredEvents.awaitSettled(again);
    }
  }

  private long rawRows() {
    return new StoredEvents(clickHouse, id).rows();
  }

  /** By another collector, as if the two had not seen each other's marks. */
  private String replayElsewhere(Path folder) {
    clickHouse.execute("TRUNCATE TABLE rejects_replayed");
    try (Collector other =
            Collector.start(
                CollectorSettings.of(0, folder),
                catalog,
                clickHouse,
                new SimpleMeterRegistry(),
                Clock.systemUTC());
        RejectsServer server = new RejectsServer(other)) {
      return server.replay("sample.Bounded");
    }
  }

  @Test
  void anotherCollectorsReplayOfTheSameCountsOnce(@TempDir Path other) {
    try (Collector collector = start(clickHouse);
        RejectsServer server = new RejectsServer(collector)) {
      send(collector);
      mend();
      assertThat(server.replay("sample.Bounded")).startsWith("2 ");
      assertThat(replayElsewhere(other)).startsWith("2 ");
      assertThat(rawRows()).isEqualTo(6);
      assertAllButTheBadOne();
    }
  }

  @Test
  void anUnknownRevisionComesBackUnderTheNameThatItsProducerGaveIt() {
    try (Collector collector = start(clickHouse);
        RejectsServer server = new RejectsServer(collector);
        TestProducer producer = new TestProducer(collector.port(), id)) {
      Revision later =
          Samples.revision(9, "sample.Later", Samples.CLICKED.eventType().attributes());
      producer.connect();
      producer.send(
          Batches.batch(id, 1, List.of(later))
              .addEvents(Batches.event(0, Samples.clicked(5), nowMs))
              .build());
      producer.awaitAcknowledged();
      StoredEvents.awaitSettled(collector);
      assertThat(server.replay("sample.Later")).isEqualTo("0 1 {}");
      catalog.set(Catalog.of(List.of(strict, later)));
      assertThat(server.replay("sample.Later")).isEqualTo("1 0 {}");
      assertThat(server.replay("sample.Later")).isEqualTo("0 0 {}");
      assertThat(rawRows()).isEqualTo(1);
    }
  }

  @Test
  void showsWhatAPayloadSays() {
    try (Collector collector = start(clickHouse);
        RejectsServer server = new RejectsServer(collector)) {
      send(collector);
      JsonNode shown = server.get("/" + id + ".7.1");
      assertThat(shown.path("attributes").path("user_id").asLong()).isEqualTo(10);
      assertThat(shown.path("attributes").path("page").asString()).isEqualTo("/page/10");
      assertThat(shown.path("reject").path("attribute").asString()).isEqualTo("page");
      assertThat(shown.path("payloadHex").asString()).startsWith("080a");
      JsonNode counts = server.get("/summary?code=TIME_TOO_OLD&event=sample.Bounded");
      assertThat(counts.path("items").get(0).path("rejected").asLong()).isEqualTo(1);
    }
  }
}
