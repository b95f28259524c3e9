package dev.tally.collector.admission;

import dev.tally.error.TallyException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Streams that are not read for the moment, in the order in which they came here. A thread looks
 * after them while there are any: it lets go on who may, and ends who has waited long enough, for
 * whoever is held hears nothing.
 */
final class HeldStreams implements AutoCloseable {
  /** So long a stream is held; then its producer is told to come back later. */
  static final Duration HOLD_MAX = Duration.ofSeconds(2);

  private static final Duration LOOK_INTERVAL = Duration.ofMillis(10);

  /** What a stream that goes on is taken to bring: an SDK's batch. */
  static final long READ_BYTES_TYPICAL = 256 << 10;

  private final Admission admission;
  private final LongSupplier nanoTime;
  private final ArrayDeque<Held> streams = new ArrayDeque<>();
  private final Thread thread =
      Thread.ofPlatform().daemon().name("tally-admission").unstarted(this::run);
  private boolean closed;

  private record Held(HeldStream stream, long sinceNanos) {}

  HeldStreams(Admission admission, LongSupplier nanoTime) {
    this.admission = admission;
    this.nanoTime = nanoTime;
  }

  void start() {
    thread.start();
  }

  synchronized void add(HeldStream stream) {
    streams.add(new Held(stream, nanoTime.getAsLong()));
    notifyAll();
  }

  synchronized int count() {
    return streams.size();
  }

  private void run() {
    try {
      while (awaitAny()) {
        look();
        Thread.sleep(LOOK_INTERVAL);
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  private synchronized boolean awaitAny() throws InterruptedException {
    while (streams.isEmpty() && !closed) {
      wait();
    }
    return !closed;
  }

  /** Looks once at each. Streams are told outside the lock: they have their own. */
  void look() {
    long reads = Math.max(1, admission.inFlight().room() / READ_BYTES_TYPICAL);
    int count = count();
    for (int i = 0; i < count; i++) {
      Held held = poll();
      if (held == null) {
        return;
      }
      Barrier barrier = admission.barrier(held.stream().caller());
      if (barrier == Barrier.NONE && reads > 0) {
        reads--;
        held.stream().resume();
      } else if (nanoTime.getAsLong() - held.sinceNanos() >= HOLD_MAX.toNanos()) {
        TallyException reason = admission.refusal(barrier, held.stream().caller());
        held.stream().refuse(reason);
      } else {
        putBack(held);
      }
    }
  }

  private synchronized @Nullable Held poll() {
    return streams.poll();
  }

  private synchronized void putBack(Held held) {
    streams.add(held);
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      streams.clear();
      notifyAll();
    }
    thread.interrupt();
  }
}
