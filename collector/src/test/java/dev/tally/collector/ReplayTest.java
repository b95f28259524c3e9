package dev.tally.collector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.collector.encode.Batches;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Revision;
import dev.tally.edl.registry.Catalog;
import dev.tally.storage.ClickHouse;
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
import java.util.UUID;
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
    catalog.set(Catalog.of(List.of(strict, mended)));
    new EventViews(clickHouse).publish(mended.eventType());
  }

  private Collector start(ClickHouse engine) {
    return Collector.start(
        CollectorSettings.of(0, journal), catalog, engine, registry, Clock.systemUTC());
  }

  /** Good, too long a page, good, too old, and one that no revision makes good. */
  private void send(Collector collector) {
    try (TestProducer producer = new TestProducer(collector.port(), id)) {
      producer.connect();
      producer.send(
          Batches.batch(id, 7, List.of(strict))
              .addEvents(Batches.event(0, Samples.clicked(1), nowMs))
              .addEvents(Batches.event(0, Samples.clicked(10), nowMs + 1))
              .addEvents(Batches.event(0, Samples.clicked(2), nowMs + 2))
              .addEvents(Batches.event(0, Samples.clicked(3), nowMs - OLD.toMillis()))
              .addEvents(Batches.event(0, new byte[] {8, 1}, nowMs))
              .build());
      producer.awaitAcknowledged();
    }
    StoredEvents.awaitSettled(collector);
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

  @Test
  void anotherCollectorsReplayOfTheSameCountsOnce(@TempDir Path other) {
    try (Collector collector = start(clickHouse);
        RejectsServer server = new RejectsServer(collector)) {
      send(collector);
      mend();
      assertThat(server.replay("sample.Bounded")).startsWith("2 ");
      // As if the two had not seen each other's marks.
      clickHouse.execute("TRUNCATE TABLE rejects_replayed");
      try (Collector second =
              Collector.start(
                  CollectorSettings.of(0, other),
                  catalog,
                  clickHouse,
                  new SimpleMeterRegistry(),
                  Clock.systemUTC());
          RejectsServer secondServer = new RejectsServer(second)) {
        assertThat(secondServer.replay("sample.Bounded")).startsWith("2 ");
      }
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
      assertThat(counts.path("items").get(0).path("rejected").asLong()).isPositive();
    }
  }
}
