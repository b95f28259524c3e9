package dev.tally.sdk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tally.ingest.v1.Batch;
import dev.tally.ingest.v1.SchemaRef;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The client against a collector on the generated classes of the protocol. */
final class TallyClientTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final EventSchema ONE = new EventSchema("test.One", 0x1122334455667788L, false);
  private static final EventSchema TWO = new EventSchema("test.Two", -2, false);
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00.123Z");

  private final ScriptedCollector collector = new ScriptedCollector(ScriptedCollector.ACKNOWLEDGE);

  @AfterEach
  void stop() throws InterruptedException {
    collector.stop();
  }

  private TallyClient.Builder builder() {
    return TallyClient.builder()
        .target(collector.target())
        .clock(InstantSource.fixed(NOW))
        .backoff(Duration.ofMillis(5), Duration.ofMillis(20))
        .closeLimit(LIMIT);
  }

  private static byte[] text(int i) {
    return ("event " + i).getBytes(UTF_8);
  }

  private static List<String> texts(int count) {
    return IntStream.range(0, count).mapToObj(i -> "event " + i).toList();
  }

  @Test
  void bringsEventsInOrderInNumberedBatches() {
    try (TallyClient client = builder().batchEventsMax(100).build()) {
      for (int i = 0; i < 1000; i++) {
        client.send(i % 3 == 0 ? TWO : ONE, text(i));
      }
      assertThat(client.flush(LIMIT)).isTrue();
      assertThat(client.counters())
          .returns(1000L, Counters::created)
          .returns(1000L, Counters::acknowledged)
          .returns(0L, Counters::pending)
          .returns(0L, Counters::dropped);
    }
    assertThat(collector.texts()).isEqualTo(texts(1000));
    List<Batch> batches = collector.received();
    assertThat(batches).extracting(Batch::getNumber).isSorted().startsWith(1L);
    assertThat(batches.get(batches.size() - 1).getNumber()).isEqualTo(batches.size());
    assertThat(batches).extracting(Batch::getProducer).containsOnly(batches.get(0).getProducer());
    assertThat(batches.get(0).getProducer().size()).isEqualTo(16);
    for (Batch batch : batches) {
      assertThat(batch.getAttempt()).isOne();
      assertThat(batch.getCreatedMs()).isEqualTo(NOW.toEpochMilli());
      assertThat(batch.getEventsCount()).isBetween(1, 100);
      assertThat(batch.getEventsList()).allMatch(e -> e.getSentMs() == NOW.toEpochMilli());
      assertThat(batch.getUnknownFields().asMap()).isEmpty();
    }
    assertThat(collector.streams()).isOne();
  }

  @Test
  void namesEachSchemaOncePerBatch() {
    try (TallyClient client = builder().batchAge(Duration.ofHours(1)).build()) {
      client.send(TWO, text(0));
      client.send(ONE, text(1));
      client.send(TWO, text(2));
      assertThat(client.flush(LIMIT)).isTrue();
    }
    Batch batch = collector.received().get(0);
    assertThat(batch.getSchemasList())
        .containsExactly(
            SchemaRef.newBuilder().setEventType("test.Two").setFingerprint(-2).build(),
            SchemaRef.newBuilder()
                .setEventType("test.One")
                .setFingerprint(0x1122334455667788L)
                .build());
    assertThat(batch.getEventsList()).extracting(e -> e.getSchema()).containsExactly(0, 1, 0);
  }

  @Test
  void closesABatchByAge() {
    try (TallyClient client = builder().batchAge(Duration.ofMillis(1)).build()) {
      client.send(ONE, text(0));
      await().atMost(LIMIT).until(() -> client.counters().acknowledged() == 1);
      client.send(ONE, text(1));
      await().atMost(LIMIT).until(() -> client.counters().acknowledged() == 2);
    }
  }

  @Test
  void closesABatchByEventsWithoutWaitingForItsAge() {
    try (TallyClient client = builder().batchEventsMax(10).batchAge(Duration.ofHours(1)).build()) {
      for (int i = 0; i < 25; i++) {
        client.send(ONE, text(i));
      }
      await().atMost(LIMIT).until(() -> client.counters().acknowledged() == 20);
      assertThat(client.counters().pending()).isEqualTo(5);
    }
    assertThat(collector.received()).extracting(Batch::getEventsCount).containsExactly(10, 10, 5);
  }

  @Test
  void closesABatchByBytes() {
    try (TallyClient client =
        builder().batchBytesMax(1000).batchAge(Duration.ofMillis(10)).build()) {
      for (int i = 0; i < 100; i++) {
        client.send(ONE, new byte[300]);
      }
      assertThat(client.flush(LIMIT)).isTrue();
    }
    assertThat(collector.received())
        .allSatisfy(batch -> assertThat(batch.getSerializedSize()).isBetween(300, 1400));
  }

  @Test
  void dropsAndCountsWhatDoesNotFitTheQueue() throws InterruptedException {
    collector.stop();
    try (TallyClient client =
        builder().queueEventsMax(100).closeLimit(Duration.ofMillis(1)).build()) {
      for (int i = 0; i < 250; i++) {
        client.send(ONE, text(i));
      }
      assertThat(client.counters())
          .returns(250L, Counters::created)
          .returns(150L, Counters::dropped)
          .returns(100L, Counters::pending)
          .returns(150L, c -> c.drops().get(DropReason.QUEUE_FULL));
      collector.start();
      assertThat(client.flush(LIMIT)).isTrue();
      assertThat(client.counters()).returns(100L, Counters::acknowledged);
    }
    assertThat(collector.texts()).isEqualTo(texts(100));
  }

  @Test
  void flushGivesUpAtItsLimit() throws InterruptedException {
    collector.stop();
    try (TallyClient client = builder().closeLimit(Duration.ofMillis(1)).build()) {
      client.send(ONE, text(0));
      assertThat(client.flush(Duration.ofMillis(20))).isFalse();
      assertThat(client.counters().pending()).isOne();
    }
  }

  @Test
  void flushOfNothingIsTrueAtOnce() {
    try (TallyClient client = builder().build()) {
      assertThat(client.flush(LIMIT)).isTrue();
    }
    assertThat(collector.streams()).isZero();
  }

  @Test
  void closeSendsWhatIsPendingAndDropsWhatComesLater() {
    TallyClient client = builder().batchAge(Duration.ofHours(1)).build();
    for (int i = 0; i < 10; i++) {
      client.send(ONE, text(i));
    }
    client.close();
    client.send(ONE, text(10));
    client.close();
    assertThat(collector.texts()).isEqualTo(texts(10));
    assertThat(client.counters())
        .returns(11L, Counters::created)
        .returns(10L, Counters::acknowledged)
        .returns(1L, Counters::dropped)
        .returns(1L, c -> c.drops().get(DropReason.CLOSED))
        .returns(0L, Counters::pending);
    assertThat(client.flush(LIMIT)).isFalse();
    assertThat(client.awaitRoom(LIMIT)).isFalse();
    assertThat(senderThreads()).isEmpty();
  }

  @Test
  void closeCountsWhatIsNotAcknowledgedAsDropped() throws InterruptedException {
    collector.stop();
    TallyClient client = builder().closeLimit(Duration.ofMillis(10)).build();
    client.send(ONE, text(0));
    client.close();
    assertThat(client.counters())
        .returns(1L, Counters::created)
        .returns(1L, Counters::dropped)
        .returns(0L, Counters::pending)
        .returns(1L, c -> c.drops().get(DropReason.CLOSED));
  }

  @Test
  void awaitRoomLetsAnImporterSendMoreThanTheQueueHolds() {
    int count = 50_000;
    try (TallyClient client = builder().queueEventsMax(1000).batchEventsMax(300).build()) {
      for (int i = 0; i < count; i++) {
        if (i % 100 == 0) {
          assertThat(client.awaitRoom(LIMIT)).isTrue();
        }
        client.send(ONE, text(i));
      }
      assertThat(client.flush(LIMIT)).isTrue();
      assertThat(client.counters().dropped()).isZero();
    }
    assertThat(collector.texts()).isEqualTo(texts(count));
  }

  @Test
  void dropsAnEventBeyondTheLimitOfBytes() {
    try (TallyClient client = builder().build()) {
      client.send(ONE, new byte[TallyClient.EVENT_BYTES_MAX]);
      client.send(ONE, new byte[TallyClient.EVENT_BYTES_MAX + 1]);
      assertThat(client.flush(LIMIT)).isTrue();
      assertThat(client.counters())
          .returns(1L, Counters::acknowledged)
          .returns(1L, c -> c.drops().get(DropReason.TOO_LARGE));
    }
  }

  @Test
  void reportsAnUnusableEventByCounterOnly() {
    try (TallyClient client = builder().build()) {
      new Sample(Optional.of("origin"), "x").send(client);
      new Sample(Optional.empty(), null).send(client);
      new Sample(Optional.empty(), "x".repeat(TallyClient.EVENT_BYTES_MAX)).send(client);
      new Sample(Optional.empty(), "fine").send(client);
      assertThat(client.flush(LIMIT)).isTrue();
      assertThat(client.counters())
          .returns(4L, Counters::created)
          .returns(1L, Counters::acknowledged)
          .returns(1L, c -> c.drops().get(DropReason.INCOMPLETE))
          .returns(1L, c -> c.drops().get(DropReason.INVALID))
          .returns(1L, c -> c.drops().get(DropReason.TOO_LARGE));
    }
  }

  @Test
  void throwsForAnUnusableEventWhenStrict() {
    try (TallyClient client = builder().strict(true).build()) {
      assertThatThrownBy(() -> new Sample(Optional.of("origin"), "x").send(client))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("Event test.One is not sent: a required attribute is not set (origin)");
      assertThat(client.counters()).returns(1L, Counters::dropped);
    }
  }

  @Test
  void usesTheInstalledClient() {
    try (TallyClient client = builder().build()) {
      Tally.install(client);
      new Sample(Optional.empty(), "fine").send();
      assertThat(client.flush(LIMIT)).isTrue();
    }
    assertThat(collector.accepted()).hasSize(1);
    long before = Tally.droppedWithoutClient();
    new Sample(Optional.empty(), "nobody there").send();
    assertThat(Tally.droppedWithoutClient()).isEqualTo(before + 1);
  }

  private static List<Thread> senderThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("tally-sender"))
        .toList();
  }

  /** What a generated sender looks like from here. */
  private static final class Sample extends Event {
    private final Optional<String> missing;
    private final @org.jspecify.annotations.Nullable String text;

    Sample(Optional<String> missing, @org.jspecify.annotations.Nullable String text) {
      this.missing = missing;
      this.text = text;
    }

    @Override
    protected EventSchema schema() {
      return ONE;
    }

    @Override
    protected Optional<String> missing() {
      return missing;
    }

    @Override
    protected void encode(WireWriter out) {
      out.tag(10).string(java.util.Objects.requireNonNull(text));
    }
  }
}
