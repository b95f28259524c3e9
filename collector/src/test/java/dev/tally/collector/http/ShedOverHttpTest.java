package dev.tally.collector.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.collector.Collector;
import dev.tally.collector.CollectorSettings;
import dev.tally.collector.Samples;
import dev.tally.collector.StoredEvents;
import dev.tally.collector.TestProducer;
import dev.tally.collector.journal.JournalSettings;
import dev.tally.edl.registry.Catalog;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.statement.SelectLossAudit;
import dev.tally.storage.statement.SelectLossAudit.Counts;
import dev.tally.storage.testing.EngineExtension;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What an overloaded collector makes of requests with best-effort events. */
@ExtendWith(EngineExtension.class)
class ShedOverHttpTest {
  /** One batch of the filler takes three quarters of it, in a segment of its own. */
  private static final JournalSettings TINY = JournalSettings.DEFAULTS.withBytesMax(200_000, 9_000);

  private static final int FILLER_EVENTS = 4_000;

  private static final String MIXED =
      "["
          + event("sample.Glanced", "g1")
          + ","
          + event("sample.Clicked", "c1")
          + ","
          + event("sample.Glanced", "")
          + ",{\"event\":\"sample.Nothing\"}]";

  private final ClickHouse clickHouse;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Instant start = Instant.now().minusSeconds(60);
  @TempDir private Path journal;

  ShedOverHttpTest(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  private static String event(String type, String id) {
    return "{\"event\":\"%s\",\"id\":\"%s\",\"attributes\":{\"country\":\"NO\"}}"
        .formatted(type, id)
        .replace("\"id\":\"\",", "");
  }

  private static void fill(Collector collector) {
    try (TestProducer producer = new TestProducer(collector.port(), UUID.randomUUID())) {
      producer.sendClicks(1, FILLER_EVENTS);
      // There is no room before the filler of last time is stored.
      producer.insist();
    }
    StoredEvents.awaitSettled(collector);
  }

  private Counts audited() {
    return new SelectLossAudit(clickHouse)
        .totals(new SelectLossAudit.Scope(start, Optional.empty(), "sample.Glanced")).stream()
            .map(SelectLossAudit.Total::counts)
            .findFirst()
            .orElse(new Counts(0, 0, 0, 0, 0, 0, 0, 0));
  }

  /** What was shed is not pending: nobody else tells when it is in the engine. */
  private void awaitAudited(Counts counts) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(audited()).isEqualTo(counts));
  }

  private double shed() {
    return registry.get("tally.collector.shed").tag("event", "sample.Glanced").counter().count();
  }

  @Test
  void bestEffortEventsAreShedAnsweredAndAudited() {
    try (Collector collector =
            Collector.start(
                CollectorSettings.of(0, journal).withJournal(TINY),
                Catalog.of(List.of(Samples.CLICKED, Samples.GLANCED)),
                clickHouse,
                registry,
                Clock.systemUTC());
        EdgeServer server = new EdgeServer(collector.eventsApi(WriteKeys.none()))) {
      fill(collector);
      EdgeServer.Answer mixed = server.json(MIXED);
      assertThat(mixed.status()).isEqualTo(200);
      assertThat(mixed.number("accepted")).isEqualTo(1);
      assertThat(mixed.number("shed")).isEqualTo(2);
      assertThat(mixed.number("repeated")).isZero();
      assertThat(mixed.errors()).containsExactly("3 EVENT_TYPE_UNKNOWN");
      assertThat(shed()).isEqualTo(2);
      assertThat(registry.get("tally.collector.http.events").counter().count()).isEqualTo(1);
      assertThat(collector.status().accepted()).isEqualTo(FILLER_EVENTS + 1);
      awaitAudited(new Counts(2, 0, 0, 0, 2, 0, 0, 0));

      // Nothing is left of these but that they were shed, and a repeat.
      fill(collector);
      EdgeServer.Answer none =
          server.json(
              "[" + event("sample.Glanced", "g2") + "," + event("sample.Clicked", "c1") + "]");
      assertThat(none.number("accepted")).isEqualTo(1);
      assertThat(none.number("repeated")).isEqualTo(1);
      assertThat(none.number("shed")).isEqualTo(1);
      fill(collector);
      assertThat(server.json(event("sample.Glanced", "g3")).number("shed")).isEqualTo(1);
      assertThat(shed()).isEqualTo(4);
      awaitAudited(new Counts(4, 0, 0, 0, 4, 0, 0, 0));

      // There is room again. What was shed was never there: sent again it is new.
      assertThat(server.json(MIXED).number("shed")).isZero();
      assertThat(server.json(MIXED).number("repeated")).isEqualTo(2);
      awaitAudited(new Counts(7, 0, 0, 0, 4, 3, 0, 0));
      assertThat(shed()).isEqualTo(4);
    }
  }
}
