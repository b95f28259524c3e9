package dev.tally.app.bench;

import dev.tally.sdk.Counters;
import dev.tally.sdk.DropReason;
import dev.tally.sdk.TallyClient;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Times from an event's way into its producer's queue to its acknowledgement, over many producers,
 * of one event of each portion: what a producer has taken is settled in order.
 */
final class SettleTimes implements AutoCloseable {
  private static final long POLL_NANOS = 1_000_000;

  private final List<Client> clients = new ArrayList<>();
  private final Thread thread;
  private long[] nanos = new long[1 << 16];
  private int count;
  private volatile boolean closed;

  private record Sample(long ordinal, long sentNanos) {}

  private record Client(TallyClient client, Deque<Sample> waiting) {}

  SettleTimes(List<TallyClient> producers) {
    producers.forEach(client -> clients.add(new Client(client, new ArrayDeque<>())));
    thread = Thread.ofPlatform().name("bench-acknowledged").start(this::poll);
  }

  /** The next event that each producer takes is a sample. */
  synchronized void sample() {
    long now = System.nanoTime();
    for (Client client : clients) {
      Counters counters = client.client().counters();
      long taken = settled(counters) + counters.pending();
      Sample last = client.waiting().peekLast();
      if (last == null || last.ordinal() <= taken) {
        client.waiting().add(new Sample(taken + 1, now));
      }
    }
  }

  /** Of those that the producer's queue took. */
  private static long settled(Counters counters) {
    return counters.acknowledged()
        + counters.drops().getOrDefault(DropReason.SHED, 0L)
        + counters.drops().getOrDefault(DropReason.REFUSED, 0L);
  }

  private void poll() {
    while (!closed) {
      take();
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  private synchronized void take() {
    long now = System.nanoTime();
    for (Client client : clients) {
      Deque<Sample> waiting = client.waiting();
      long settled = waiting.isEmpty() ? 0 : settled(client.client().counters());
      while (!waiting.isEmpty() && waiting.getFirst().ordinal() <= settled) {
        add(now - waiting.removeFirst().sentNanos());
      }
    }
  }

  private void add(long time) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * count);
    }
    nanos[count++] = time;
  }

  /**
   * @param share 0.99 for the 99th percentile
   */
  synchronized double millis(double share) {
    if (count == 0) {
      return 0;
    }
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    return Rounded.to3(sorted[(int) Math.min(count - 1L, (long) (share * count))] / 1e6);
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
