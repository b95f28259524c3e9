package dev.tally.sdk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EventQueueTest {
  private static final EventSchema SCHEMA = new EventSchema("test.Event", 1, false);
  private static final EventSchema BEST_EFFORT = new EventSchema("test.Extra", 2, true);
  private static final byte[] PAYLOAD = new byte[68];
  private static final int BYTES = PAYLOAD.length + EventQueue.EVENT_OVERHEAD_BYTES;

  private final AtomicInteger wakes = new AtomicInteger();

  private EventQueue queue(int eventsMax, long bytesMax) {
    return new EventQueue(eventsMax, bytesMax, wakes::incrementAndGet);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 100})
  void takesExactlyItsLimitOfEvents(int eventsMax) {
    EventQueue queue = queue(eventsMax, 1 << 20);
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < eventsMax; i++) {
        assertThat(queue.offer(SCHEMA, PAYLOAD, i)).isTrue();
      }
      assertThat(queue.offer(SCHEMA, PAYLOAD, 0)).isFalse();
      assertThat(queue.size()).isEqualTo(eventsMax);
      assertThat(queue.bytes()).isEqualTo((long) eventsMax * BYTES);
      queue.release(queue.tail());
      assertThat(queue.size()).isZero();
      assertThat(queue.bytes()).isZero();
    }
    assertThat(queue.tail()).isEqualTo(3L * eventsMax);
  }

  @Test
  void takesExactlyItsLimitOfBytes() {
    for (int difference = -1; difference <= 1; difference++) {
      EventQueue queue = queue(1000, 10L * BYTES + difference);
      int taken = 0;
      while (queue.offer(SCHEMA, PAYLOAD, 0)) {
        taken++;
      }
      assertThat(taken).isEqualTo(difference < 0 ? 9 : 10);
      assertThat(queue.bytes()).isEqualTo((long) taken * BYTES);
    }
  }

  @Test
  void shedsBestEffortEventsFirst() {
    EventQueue byEvents = queue(100, 1 << 20);
    EventQueue byBytes = queue(1000, 100L * BYTES);
    for (EventQueue queue : List.of(byEvents, byBytes)) {
      int extra = 0;
      while (queue.offer(BEST_EFFORT, PAYLOAD, 0)) {
        extra++;
      }
      int rest = 0;
      while (queue.offer(SCHEMA, PAYLOAD, 0)) {
        rest++;
      }
      assertThat(extra).isEqualTo(75);
      assertThat(rest).isEqualTo(25);
    }
  }

  @Test
  void keepsWhatItWasGivenUntilReleased() {
    EventQueue queue = queue(4, 1 << 20);
    byte[] first = "first".getBytes(UTF_8);
    assertThat(queue.payload(0)).isNull();
    queue.offer(SCHEMA, first, 11);
    queue.offer(BEST_EFFORT, PAYLOAD, 12);
    assertThat(queue.payload(0)).isSameAs(first);
    assertThat(queue.schema(0)).isSameAs(SCHEMA);
    assertThat(queue.sentMs(0)).isEqualTo(11);
    assertThat(queue.sentMs(1)).isEqualTo(12);
    assertThat(queue.head()).isZero();
    queue.release(1);
    assertThat(queue.head()).isOne();
    assertThat(queue.payload(1)).isSameAs(PAYLOAD);
  }

  @Test
  void wakesOnceWhenTheArmedPositionIsReached() {
    EventQueue queue = queue(10, 1 << 20);
    assertThat(queue.arm(2)).isTrue();
    queue.offer(SCHEMA, PAYLOAD, 0);
    assertThat(wakes).hasValue(0);
    queue.offer(SCHEMA, PAYLOAD, 0);
    assertThat(wakes).hasValue(1);
    queue.offer(SCHEMA, PAYLOAD, 0);
    assertThat(wakes).hasValue(1);
    assertThat(queue.arm(3)).isFalse();
    assertThat(queue.arm(4)).isTrue();
    queue.disarm();
    queue.offer(SCHEMA, PAYLOAD, 0);
    assertThat(wakes).hasValue(1);
  }

  @Test
  void losesAndReordersNothingBetweenManyThreads() throws InterruptedException {
    int producers = 4;
    int perProducer = 200_000;
    EventQueue queue = queue(1 << 10, 1 << 20);
    List<Thread> threads = new ArrayList<>();
    for (int p = 0; p < producers; p++) {
      EventSchema schema = new EventSchema("test.P" + p, p, false);
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < perProducer; i++) {
                  while (!queue.offer(schema, PAYLOAD, i)) {
                    Thread.onSpinWait();
                  }
                }
              });
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
    Map<EventSchema, Long> next = new HashMap<>();
    for (long position = 0; position < (long) producers * perProducer; position++) {
      while (queue.payload(position) == null) {
        Thread.onSpinWait();
      }
      EventSchema schema = queue.schema(position);
      if (queue.sentMs(position) != next.getOrDefault(schema, 0L)) {
        assertThat(queue.sentMs(position)).isEqualTo(next.getOrDefault(schema, 0L));
      }
      next.merge(schema, 1L, Long::sum);
      if (position % 100 == 99) {
        queue.release(position + 1);
      }
    }
    queue.release(queue.tail());
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(next.values()).containsOnly((long) perProducer).hasSize(producers);
    assertThat(queue.size()).isZero();
    assertThat(queue.bytes()).isZero();
  }
}
