package dev.tally.app.bench;

import dev.tally.sdk.TallyClient;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Times from {@code send()} to the acknowledgement, of one event of each portion: acknowledgements
 * come in order, so the n-th event is acknowledged when n are.
 */
public final class AcknowledgeTimes implements AutoCloseable {
  private static final long POLL_NANOS = 500_000;

  private final TallyClient client;
  private final long before;
  private final Deque<Sample> waiting = new ArrayDeque<>();
  private final List<Long> nanos = new ArrayList<>();
  private final Thread thread;
  private volatile boolean closed;

  private record Sample(long ordinal, long sentNanos) {}

  public AcknowledgeTimes(TallyClient client) {
    this.client = client;
    this.before = client.counters().acknowledged();
    this.thread = Thread.ofPlatform().name("bench-acknowledged").start(this::poll);
  }

  /** The event with this number, from 1, is about to be sent. */
  public synchronized void sending(long ordinal) {
    waiting.add(new Sample(ordinal, System.nanoTime()));
  }

  /** Whatever is sent next is about to be. */
  public void sendingNext() {
    sending(client.counters().created() - before + 1);
  }

  private void poll() {
    while (!closed) {
      take(client.counters().acknowledged() - before);
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  private synchronized void take(long acknowledged) {
    long now = System.nanoTime();
    while (!waiting.isEmpty() && waiting.getFirst().ordinal() <= acknowledged) {
      nanos.add(now - waiting.removeFirst().sentNanos());
    }
  }

  /**
   * @param share 0.99 for the 99th percentile
   * @return NaN when nothing was acknowledged
   */
  public synchronized double millis(double share) {
    if (nanos.isEmpty()) {
      return Double.NaN;
    }
    List<Long> sorted = new ArrayList<>(nanos);
    Collections.sort(sorted);
    int index = (int) Math.min(sorted.size() - 1L, (long) (share * sorted.size()));
    return Rounded.to3(sorted.get(index) / 1e6);
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
