package dev.tally.app.bench;

import dev.tally.sdk.TallyClient;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Sends events through the SDK, from one thread that lives until it is closed. */
final class Generator implements AutoCloseable {
  private static final int CHECK_EVENTS = 1_024;
  private static final Duration WAIT_MAX = Duration.ofMinutes(1);
  private static final long TICK_NANOS = 2_000_000;

  private final TallyClient client;
  private final BenchEvents events = new BenchEvents();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("bench-generator").factory());
  private long number;

  Generator(TallyClient client) {
    this.client = client;
  }

  /** As fast as the collector takes them; returns when all are acknowledged. */
  void sendAll(long count) {
    inThread(
        () -> {
          for (long i = 0; i < count; i++) {
            events.send(client, number++);
            if (i % CHECK_EVENTS == 0) {
              Taken.require(client.awaitRoom(WAIT_MAX));
            }
          }
        });
    Taken.require(client.flush(WAIT_MAX));
  }

  /** At a steady rate, a portion every 2 ms. */
  void sendSteadily(long perSecond, Duration time, AcknowledgeTimes times) {
    long end = System.nanoTime() + time.toNanos();
    sendSteadily(perSecond, () -> System.nanoTime() - end < 0, times);
  }

  /** The same as long as it should go on. */
  void sendSteadily(long perSecond, BooleanSupplier goesOn, AcknowledgeTimes times) {
    long begin = System.nanoTime();
    inThread(
        () -> {
          long sent = 0;
          while (goesOn.getAsBoolean()) {
            long due = (long) ((System.nanoTime() - begin) / 1e9 * perSecond);
            times.sending(sent + 1);
            while (sent < due) {
              events.send(client, number++);
              sent++;
            }
            LockSupport.parkNanos(TICK_NANOS);
          }
        });
    Taken.require(client.flush(WAIT_MAX));
  }

  private void inThread(Runnable task) {
    CompletableFuture.runAsync(task, thread).join();
  }

  @Override
  public void close() {
    thread.close();
  }
}
