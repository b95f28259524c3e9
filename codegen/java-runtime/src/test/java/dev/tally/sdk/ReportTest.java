package dev.tally.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tally.ingest.v1.Count;
import dev.tally.ingest.v1.Drops;
import dev.tally.ingest.v1.Report;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a producer says of its events, against the generated classes of the protocol. */
final class ReportTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final EventSchema ONE = new EventSchema("test.One", 1, false);
  private static final EventSchema TWO = new EventSchema("test.Two", 2, false);
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static final long NOON_MINUTE = NOON.getEpochSecond() / 60;

  private final ScriptedCollector collector = new ScriptedCollector(ScriptedCollector.ACKNOWLEDGE);
  private final AtomicReference<Instant> now = new AtomicReference<>(NOON);

  @AfterEach
  void stop() throws InterruptedException {
    collector.stop();
  }

  private TallyClient.Builder builder() {
    InstantSource clock = now::get;
    return TallyClient.builder()
        .target(collector.target())
        .clock(clock)
        .backoff(Duration.ofMillis(5), Duration.ofMillis(20))
        .reportInterval(Duration.ofMillis(20))
        .closeLimit(LIMIT);
  }

  private static void send(TallyClient client, EventSchema schema, int events) {
    for (int i = 0; i < events; i++) {
      client.send(schema, new byte[10]);
    }
  }

  /** The latest Count of each page, as a collector keeps them. */
  private Map<Long, Count> pages() {
    Map<Long, Count> pages = new HashMap<>();
    for (Report report : collector.reports()) {
      report.getCountsList().forEach(count -> pages.put(count.getPage(), count));
    }
    return pages;
  }

  private static String line(Count count) {
    return "%s +%d: %d created, %d acknowledged%s"
        .formatted(
            count.getEventType(),
            count.getMinute() - NOON_MINUTE,
            count.getCreated(),
            count.getAcknowledged(),
            count.getDropsList().stream()
                .map(drops -> ", " + drops.getEvents() + " " + drops.getReason())
                .reduce("", String::concat));
  }

  private List<String> lines() {
    return pages().values().stream().map(ReportTest::line).sorted().toList();
  }

  @Test
  void theLastReportCountsEveryEventByTypeAndMinute() {
    try (TallyClient client = builder().reportInterval(Duration.ofHours(1)).build()) {
      send(client, ONE, 70);
      send(client, TWO, 5);
      now.set(NOON.plusSeconds(60));
      send(client, TWO, 8);
      client.send(ONE, new byte[TallyClient.EVENT_BYTES_MAX + 1]);
    }
    assertThat(collector.reports()).hasSize(1).allMatch(Report::getLast);
    assertThat(lines())
        .containsExactly(
            "test.One +0: 70 created, 70 acknowledged",
            "test.One +1: 1 created, 0 acknowledged, 1 TOO_LARGE",
            "test.Two +0: 5 created, 5 acknowledged",
            "test.Two +1: 8 created, 8 acknowledged");
  }

  @Test
  void whatWaitsInTheQueueIsCreatedAndNotAcknowledged() {
    collector.script((batch, answer) -> answer.accept(batch));
    try (TallyClient client =
        builder().batchEventsMax(10).windowBatches(3).closeLimit(Duration.ofMillis(1)).build()) {
      // Two batches are out; the third place in the window is the report's.
      send(client, ONE, 20);
      await().atMost(LIMIT).until(() -> collector.accepted().size() == 2);
      send(client, ONE, 7);
      await()
          .atMost(LIMIT)
          .until(() -> lines().contains("test.One +0: 27 created, 0 acknowledged"));
    }
  }

  @Test
  void dropsAreCountedByReasonAndReportedWithoutAnyEvent() {
    try (TallyClient client = builder().queueEventsMax(1).build()) {
      new SampleEvent().send(client);
      await().atMost(LIMIT).until(() -> !collector.reports().isEmpty());
      assertThat(lines())
          .containsExactly("bench.Sample +0: 1 created, 0 acknowledged, 1 INCOMPLETE");
    }
  }

  @Test
  void aFullQueueShowsAsTheDifference() {
    TallyClient client =
        builder().queueEventsMax(8).batchAge(Duration.ofHours(1)).batchEventsMax(100).build();
    try (client) {
      collector.script((batch, answer) -> answer.accept(batch));
      send(client, ONE, 1000);
      collector.script(ScriptedCollector.ACKNOWLEDGE);
    }
    Counters counters = client.counters();
    assertThat(counters.dropped()).isPositive();
    Count count = pages().values().iterator().next();
    assertThat(count.getCreated()).isEqualTo(1000).isEqualTo(counters.created());
    assertThat(count.getDropsList())
        .containsExactly(
            Drops.newBuilder().setReason("QUEUE_FULL").setEvents(counters.dropped()).build());
    assertThat(count.getAcknowledged()).isEqualTo(1000 - counters.dropped());
  }

  @Test
  void aMinuteThatIsOverAndSettledIsReportedOnceMoreAndThenClosed() {
    try (TallyClient client = builder().build()) {
      send(client, ONE, 3);
      assertThat(client.flush(LIMIT)).isTrue();
      await().atMost(LIMIT).until(() -> collector.reports().size() > 2);
      now.set(NOON.plusSeconds(62));
      // Two more at most: one that was on its way, and the final one.
      await()
          .during(Duration.ofMillis(200))
          .atMost(LIMIT)
          .until(
              () ->
                  collector.reports().stream()
                          .filter(r -> r.getMadeMs() >= NOON.toEpochMilli() + 62_000)
                          .count()
                      == 1);
      int closed = collector.reports().size();
      // The clock goes back: the minute gets another page, whose counts add to the first's.
      now.set(NOON);
      send(client, ONE, 2);
      assertThat(client.flush(LIMIT)).isTrue();
      await().atMost(LIMIT).until(() -> collector.reports().size() > closed);
    }
    assertThat(lines())
        .containsExactly(
            "test.One +0: 2 created, 2 acknowledged", "test.One +0: 3 created, 3 acknowledged");
    assertThat(collector.reports())
        .extracting(Report::getSequence)
        .doesNotHaveDuplicates()
        .isSorted();
  }

  @Test
  void reportsSurviveABrokenStream() throws InterruptedException {
    try (TallyClient client = builder().build()) {
      send(client, ONE, 3);
      assertThat(client.flush(LIMIT)).isTrue();
      collector.stop();
      send(client, ONE, 4);
      collector.start();
      assertThat(client.flush(LIMIT)).isTrue();
    }
    assertThat(lines()).containsExactly("test.One +0: 7 created, 7 acknowledged");
  }

  @Test
  void minutesBeyondTheLimitAreLeftOutWholly() {
    TallyClient client = builder().batchAge(Duration.ofHours(1)).build();
    try (client) {
      for (int minute = 0; minute < Ledger.MINUTES_MAX + 10; minute++) {
        now.set(NOON.plusSeconds(60L * minute));
        send(client, ONE, 2);
      }
      assertThat(client.flush(LIMIT)).isTrue();
    }
    assertThat(client.uncounted() + pages().values().stream().mapToLong(Count::getCreated).sum())
        .isEqualTo(2 * (Ledger.MINUTES_MAX + 10));
    assertThat(client.uncounted()).isPositive();
    assertThat(pages().values()).allMatch(count -> count.getCreated() == 2);
  }
}
