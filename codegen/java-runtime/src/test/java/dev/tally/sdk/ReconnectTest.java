package dev.tally.sdk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tally.ingest.v1.Batch;
import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Streams break, acknowledgements get lost, collectors restart, refuse and push back. */
final class ReconnectTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final EventSchema SCHEMA = new EventSchema("test.Event", 7, false);

  private final ScriptedCollector collector = new ScriptedCollector(ScriptedCollector.ACKNOWLEDGE);

  @AfterEach
  void stop() throws InterruptedException {
    collector.stop();
  }

  private TallyClient.Builder builder() {
    return TallyClient.builder()
        .target(collector.target())
        .batchEventsMax(10)
        .batchAge(Duration.ofMillis(5))
        .backoff(Duration.ofMillis(2), Duration.ofMillis(20))
        .closeLimit(LIMIT);
  }

  private static void send(TallyClient client, int from, int until) {
    for (int i = from; i < until; i++) {
      client.send(SCHEMA, ("event " + i).getBytes(UTF_8));
    }
  }

  private static List<String> texts(int count) {
    return IntStream.range(0, count).mapToObj(i -> "event " + i).toList();
  }

  /** Every repeat has the same content as the first of its number, and a higher attempt. */
  private void assertRepeatsAreExact() {
    Map<Long, Batch> latest = new HashMap<>();
    for (Batch batch : collector.received()) {
      Batch before = latest.put(batch.getNumber(), batch);
      if (before != null) {
        assertThat(batch.getAttempt()).isGreaterThan(before.getAttempt());
        assertThat(batch.toBuilder().clearAttempt().build())
            .isEqualTo(before.toBuilder().clearAttempt().build());
      }
    }
  }

  @Test
  void sendsAgainWhatALostConnectionLeftOpen() {
    // The third batch breaks the first stream; nothing was acknowledged until then.
    collector.script(
        (batch, answer) -> {
          if (answer.stream() > 1) {
            answer.acknowledge(batch);
          } else if (batch.getNumber() == 3) {
            answer.fail(Status.UNAVAILABLE, new Metadata());
          }
        });
    try (TallyClient client = builder().build()) {
      send(client, 0, 100);
      assertThat(client.flush(LIMIT)).isTrue();
      assertThat(client.counters()).returns(100L, Counters::acknowledged);
    }
    assertThat(collector.texts()).isEqualTo(texts(100));
    List<Batch> received = collector.received();
    assertThat(received.subList(0, 3)).extracting(Batch::getNumber).containsExactly(1L, 2L, 3L);
    assertThat(received.subList(3, 6)).extracting(Batch::getNumber).containsExactly(1L, 2L, 3L);
    assertThat(received.subList(3, 6)).extracting(Batch::getAttempt).containsOnly(2);
    assertRepeatsAreExact();
  }

  @Test
  void repeatsBatchesWhoseAcknowledgementsWereLost() {
    collector.script(
        (batch, answer) -> {
          if (answer.stream() == 1 && batch.getNumber() >= 4) {
            answer.accept(batch);
            if (batch.getNumber() == 8) {
              answer.fail(Status.INTERNAL, new Metadata());
            }
          } else {
            answer.acknowledge(batch);
          }
        });
    try (TallyClient client = builder().build()) {
      send(client, 0, 80);
      assertThat(client.flush(LIMIT)).isTrue();
    }
    assertThat(collector.texts()).isEqualTo(texts(80));
    assertThat(collector.received()).filteredOn(b -> b.getAttempt() == 2).hasSizeGreaterThan(3);
    assertThat(collector.received())
        .filteredOn(b -> b.getAttempt() == 2)
        .extracting(Batch::getNumber)
        .isSorted()
        .contains(4L, 5L, 6L, 7L, 8L);
    assertRepeatsAreExact();
  }

  @Test
  void survivesARestartOfTheCollector() throws InterruptedException {
    try (TallyClient client = builder().build()) {
      send(client, 0, 50);
      assertThat(client.flush(LIMIT)).isTrue();
      collector.stop();
      send(client, 50, 120);
      assertThat(client.counters().pending()).isEqualTo(70);
      collector.start();
      assertThat(client.flush(LIMIT)).isTrue();
    }
    assertThat(collector.texts()).isEqualTo(texts(120));
    assertRepeatsAreExact();
  }

  @Test
  void waitsAsLongAsAFullCollectorAsks() {
    AtomicLong refusedAt = new AtomicLong();
    AtomicLong backAt = new AtomicLong();
    collector.script(
        (batch, answer) -> {
          if (answer.stream() == 1) {
            Metadata trailers = new Metadata();
            trailers.put(Connection.RETRY_AFTER_MS, "300");
            refusedAt.set(System.nanoTime());
            answer.fail(Status.RESOURCE_EXHAUSTED, trailers);
          } else {
            backAt.compareAndSet(0, System.nanoTime());
            answer.acknowledge(batch);
          }
        });
    try (TallyClient client = builder().build()) {
      send(client, 0, 30);
      assertThat(client.flush(LIMIT)).isTrue();
    }
    assertThat(Duration.ofNanos(backAt.get() - refusedAt.get()))
        .isGreaterThanOrEqualTo(Duration.ofMillis(300));
    assertThat(collector.texts()).isEqualTo(texts(30));
  }

  @Test
  void dropsExactlyTheBatchThatTheCollectorCannotRead() {
    collector.script(
        (batch, answer) -> {
          if (batch.getNumber() == 4 || batch.getNumber() == 6) {
            answer.fail(Status.INVALID_ARGUMENT.withDescription("can't read it"), new Metadata());
          } else {
            answer.acknowledge(batch);
          }
        });
    try (TallyClient client = builder().batchAge(Duration.ofHours(1)).build()) {
      send(client, 0, 100);
      assertThat(client.flush(LIMIT)).isFalse();
      await().atMost(LIMIT).until(() -> client.counters().pending() == 0);
      assertThat(client.counters())
          .returns(100L, Counters::created)
          .returns(80L, Counters::acknowledged)
          .returns(20L, c -> c.drops().get(DropReason.REFUSED))
          .returns(20L, Counters::dropped);
      // And goes on as before.
      send(client, 100, 200);
      assertThat(client.flush(LIMIT)).isTrue();
    }
    assertThat(collector.accepted())
        .extracting(Batch::getNumber)
        .containsExactlyElementsOf(
            IntStream.rangeClosed(1, 20)
                .filter(n -> n != 4 && n != 6)
                .mapToObj(Long::valueOf)
                .toList());
  }

  @Test
  void leavesACollectorThatDoesNotAnswer() {
    collector.script(
        (batch, answer) -> {
          if (answer.stream() > 1) {
            answer.acknowledge(batch);
          }
        });
    try (TallyClient client = builder().acknowledgeLimit(Duration.ofMillis(50)).build()) {
      send(client, 0, 10);
      assertThat(client.flush(LIMIT)).isTrue();
    }
    assertThat(collector.received()).extracting(Batch::getAttempt).startsWith(1, 2);
  }

  @Test
  void keepsNoMoreThanItsWindowUnacknowledged() {
    AtomicBoolean open = new AtomicBoolean();
    List<Runnable> held = new ArrayList<>();
    collector.script(
        (batch, answer) -> {
          if (open.get()) {
            answer.acknowledge(batch);
          } else {
            answer.accept(batch);
            held.add(() -> answer.acknowledge(batch));
          }
        });
    try (TallyClient client = builder().windowBatches(4).build()) {
      send(client, 0, 200);
      await().atMost(LIMIT).until(() -> collector.received().size() == 4);
      assertThat(client.flush(Duration.ofMillis(100))).isFalse();
      assertThat(collector.received()).hasSize(4);
      open.set(true);
      held.forEach(Runnable::run);
      assertThat(client.flush(LIMIT)).isTrue();
    }
    assertThat(collector.texts()).isEqualTo(texts(200));
  }

  @Test
  void countersAddUpAtEveryMomentWhileThingsBreak() throws InterruptedException {
    long seed = 4711;
    Random random = new Random(seed);
    collector.script(
        (batch, answer) -> {
          int dice = random.nextInt(100);
          if (dice < 3) {
            answer.fail(Status.UNAVAILABLE, new Metadata());
          } else if (dice < 6) {
            answer.accept(batch);
            answer.fail(Status.INTERNAL, new Metadata());
          } else {
            answer.acknowledge(batch);
          }
        });
    int threads = 3;
    int perThread = 20_000;
    List<Thread> producers = new ArrayList<>();
    try (TallyClient client = builder().queueEventsMax(500).batchEventsMax(100).build()) {
      for (int t = 0; t < threads; t++) {
        int thread = t;
        Thread producer =
            new Thread(
                () -> {
                  for (int i = 0; i < perThread; i++) {
                    client.send(SCHEMA, (thread + "/" + i).getBytes(UTF_8));
                    if (i % 50 == 0) {
                      client.awaitRoom(LIMIT);
                    }
                  }
                });
        producers.add(producer);
        producer.start();
      }
      while (producers.stream().anyMatch(Thread::isAlive)) {
        assertAddsUp(client.counters());
      }
      for (Thread producer : producers) {
        producer.join();
      }
      assertThat(client.flush(LIMIT)).isTrue();
      Counters counters = client.counters();
      assertAddsUp(counters);
      assertThat(counters.created()).as("seed " + seed).isEqualTo((long) threads * perThread);
      assertThat(counters.pending()).isZero();
      Set<String> distinct = new HashSet<>(collector.texts());
      assertThat(collector.texts()).hasSize(distinct.size());
      assertThat((long) distinct.size()).isEqualTo(counters.acknowledged());
    }
    assertRepeatsAreExact();
    assertThat(collector.streams()).isGreaterThan(1);
  }

  private static void assertAddsUp(Counters counters) {
    assertThat(counters.created())
        .isEqualTo(counters.acknowledged() + counters.dropped() + counters.pending());
    assertThat(counters.pending()).isNotNegative();
    assertThat(counters.drops().values().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(counters.dropped());
  }
}
