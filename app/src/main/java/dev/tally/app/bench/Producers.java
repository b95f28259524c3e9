package dev.tally.app.bench;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.sdk.Counters;
import dev.tally.sdk.DropReason;
import dev.tally.sdk.TallyClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/** Many producers of one collector, each an SDK. They never give up a batch. */
final class Producers implements AutoCloseable {
  private static final int COUNT = 16;

  /** Small: what waits here is time until the acknowledgement. */
  private static final int QUEUE_EVENTS = 16 << 10;

  private static final int WINDOW_BATCHES = 8;
  private static final int CHECK_EVENTS = 1_024;
  private static final long TICK_NANOS = 5_000_000;
  private static final Duration WAIT_MAX = Duration.ofMinutes(5);

  private final EncodedEvents events;
  private final List<TallyClient> clients = new ArrayList<>();
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofPlatform().name("bench-generator-", 0).factory());

  Producers(String target, EncodedEvents events) {
    this.events = events;
    for (int i = 0; i < COUNT; i++) {
      clients.add(
          TallyClient.builder()
              .target(target)
              .queueEventsMax(QUEUE_EVENTS)
              .windowBatches(WINDOW_BATCHES)
              .acknowledgeLimit(WAIT_MAX)
              .closeLimit(Duration.ofSeconds(1))
              .build());
    }
  }

  List<TallyClient> clients() {
    return clients;
  }

  /** What became of all events so far. */
  record Totals(long created, long acknowledged, long dropped, long shed, long heldBack) {}

  Totals totals() {
    long created = 0;
    long acknowledged = 0;
    long dropped = 0;
    long shed = 0;
    long heldBack = 0;
    for (TallyClient client : clients) {
      Counters counters = client.counters();
      created += counters.created();
      acknowledged += counters.acknowledged();
      dropped += counters.dropped();
      shed += counters.drops().getOrDefault(DropReason.SHED, 0L);
      heldBack += counters.drops().getOrDefault(DropReason.HELD_BACK, 0L);
    }
    return new Totals(created, acknowledged, dropped, shed, heldBack);
  }

  /** Each sends as fast as it is taken. */
  void sendClosedLoop(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    List<Future<?>> all = new ArrayList<>();
    for (TallyClient client : clients) {
      all.add(threads.submit(() -> sendUntil(client, end)));
    }
    join(all);
  }

  private void sendUntil(TallyClient client, long end) {
    long number = 0;
    while (System.nanoTime() - end < 0) {
      for (int i = 0; i < CHECK_EVENTS; i++) {
        events.send(client, number++);
      }
      Taken.require(client.awaitRoom(WAIT_MAX));
    }
  }

  /**
   * All together send at a rate, whatever becomes of it.
   *
   * @param eachTick what to do before each portion
   */
  void sendSteadily(long perSecond, Duration time, Runnable eachTick) {
    long begin = System.nanoTime();
    join(
        List.of(
            threads.submit(
                () -> {
                  long sent = 0;
                  for (long now = begin; now - begin < time.toNanos(); now = System.nanoTime()) {
                    eachTick.run();
                    long due = (long) ((now - begin) / 1e9 * perSecond);
                    sent = sendPortion(sent, due);
                    LockSupport.parkNanos(TICK_NANOS);
                  }
                })));
  }

  /** A run of events for each client: one after the other would miss every cache. */
  private long sendPortion(long sent, long due) {
    long number = sent;
    long each = (due - sent) / clients.size();
    for (TallyClient client : clients) {
      for (long i = 0; i < each; i++) {
        events.send(client, number++);
      }
    }
    return number;
  }

  void flush() {
    for (TallyClient client : clients) {
      Taken.require(client.flush(WAIT_MAX));
    }
  }

  private static void join(List<Future<?>> all) {
    for (Future<?> one : all) {
      try {
        one.get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new TallyException(ErrorCode.INTERNAL, "interrupted", e);
      } catch (java.util.concurrent.ExecutionException e) {
        throw new TallyException(ErrorCode.INTERNAL, "a producer failed: " + e.getCause(), e);
      }
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    clients.forEach(TallyClient::close);
  }
}
