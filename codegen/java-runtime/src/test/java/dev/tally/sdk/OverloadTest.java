package dev.tally.sdk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.ingest.v1.Batch;
import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a producer does when its collector has too much to do. */
final class OverloadTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final EventSchema KEPT = new EventSchema("test.Kept", 7, false);
  private static final EventSchema BEST_EFFORT = new EventSchema("test.BestEffort", 8, true);

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

  private static void send(TallyClient client, EventSchema schema, int events) {
    for (int i = 0; i < events; i++) {
      client.send(schema, "x".getBytes(UTF_8));
    }
  }

  @Test
  void countsWhatTheCollectorShedAsDropped() {
    collector.script((batch, answer) -> answer.shed(batch, batch.getEventsCount() / 2, 0));
    try (TallyClient client = builder().build()) {
      for (int i = 0; i < 50; i++) {
        send(client, KEPT, 1);
        send(client, BEST_EFFORT, 1);
      }
      assertThat(client.flush(LIMIT)).isTrue();
      assertThat(client.counters())
          .returns(100L, Counters::created)
          .returns(50L, Counters::acknowledged)
          .returns(50L, Counters::dropped)
          .returns(0L, Counters::pending)
          .returns(50L, c -> c.drops().get(DropReason.SHED));
    }
  }

  @Test
  void keepsBestEffortEventsToItselfWhileTheCollectorSheds() {
    collector.script((batch, answer) -> answer.shed(batch, 0, 60_000));
    try (TallyClient client = builder().build()) {
      send(client, BEST_EFFORT, 10);
      assertThat(client.flush(LIMIT)).isTrue();
      send(client, BEST_EFFORT, 20);
      send(client, KEPT, 5);
      assertThat(client.flush(LIMIT)).isTrue();
      assertThat(client.counters())
          .returns(35L, Counters::created)
          .returns(15L, Counters::acknowledged)
          .returns(20L, c -> c.drops().get(DropReason.HELD_BACK));
    }
  }

  @Test
  void sendsBestEffortEventsAgainOnceThePauseIsOver() {
    BestEffort wanted = new BestEffort();
    assertThat(wanted.isPaused()).isFalse();
    wanted.pause(60_000, System.nanoTime());
    assertThat(wanted.isPaused()).isTrue();
    wanted.pause(1, System.nanoTime() - Duration.ofSeconds(1).toNanos());
    assertThat(wanted.isPaused()).isFalse();
    wanted.pause(Long.MAX_VALUE, System.nanoTime() - BestEffort.PAUSE_MAX.toNanos());
    assertThat(wanted.isPaused()).as("for longer than can be asked for").isFalse();
  }

  @Test
  void keepsBatchAndNumberThroughRefusals() {
    List<Long> waits = Collections.synchronizedList(new ArrayList<>());
    long[] refusedAt = {0};
    collector.script(
        (batch, answer) -> {
          if (refusedAt[0] != 0) {
            waits.add(System.nanoTime() - refusedAt[0]);
            refusedAt[0] = 0;
          }
          if (answer.stream() <= 5) {
            Metadata trailers = new Metadata();
            trailers.put(Connection.RETRY_AFTER_MS, "40");
            refusedAt[0] = System.nanoTime();
            answer.fail(Status.RESOURCE_EXHAUSTED, trailers);
          } else {
            answer.acknowledge(batch);
          }
        });
    try (TallyClient client = builder().build()) {
      send(client, KEPT, 25);
      assertThat(client.flush(LIMIT)).isTrue();
      assertThat(client.counters())
          .returns(25L, Counters::acknowledged)
          .returns(0L, Counters::dropped);
    }
    assertThat(waits).hasSize(5).allMatch(nanos -> nanos >= Duration.ofMillis(40).toNanos());
    assertThat(waits).as("jitter").doesNotHaveDuplicates();
    assertThat(collector.accepted())
        .extracting(Batch::getNumber)
        .containsExactlyElementsOf(
            IntStream.rangeClosed(1, collector.accepted().size()).mapToObj(Long::valueOf).toList());
    assertThat(collector.accepted().stream().mapToInt(Batch::getEventsCount).sum()).isEqualTo(25);
  }
}
