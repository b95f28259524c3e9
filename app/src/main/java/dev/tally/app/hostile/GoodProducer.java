package dev.tally.app.hostile;

import bench.Click;
import dev.tally.app.bench.AcknowledgeTimes;
import dev.tally.sdk.TallyClient;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

/**
 * A thousand events a second through the SDK, whatever others do; its own are told by their user.
 */
final class GoodProducer implements AutoCloseable {
  static final long USER = 4_711_000_000_000L;

  private static final long PER_SECOND = 1_000;
  private static final long TICK_NANOS = 5_000_000;
  private static final Duration FLUSH_TIME_MAX = Duration.ofMinutes(2);

  private final TallyClient client;
  private final Thread thread;
  private volatile boolean stopped;
  private volatile AcknowledgeTimes times;
  private long sent;

  GoodProducer(String target) {
    client = TallyClient.builder().target(target).build();
    times = new AcknowledgeTimes(client);
    thread = Thread.ofPlatform().name("hostile-good").start(this::send);
  }

  private void send() {
    long begin = System.nanoTime();
    while (!stopped) {
      long due = (System.nanoTime() - begin) * PER_SECOND / 1_000_000_000L;
      if (sent < due) {
        times.sendingNext();
      }
      for (; sent < due; sent++) {
        Click.create()
            .country("NO")
            .element("good")
            .userId(USER + sent)
            .time(Instant.now())
            .send(client);
      }
      LockSupport.parkNanos(TICK_NANOS);
    }
  }

  /** Times to acknowledgement of what was sent since the last call; ms at the given shares. */
  double[] times(double... shares) {
    AcknowledgeTimes before = times;
    times = new AcknowledgeTimes(client);
    before.close();
    double[] millis = new double[shares.length];
    for (int i = 0; i < shares.length; i++) {
      millis[i] = before.millis(shares[i]);
    }
    return millis;
  }

  /** Ends and returns how many events it has sent; all of them are acknowledged. */
  long finish() {
    stopped = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!client.flush(FLUSH_TIME_MAX) || client.counters().dropped() > 0) {
      throw new IllegalStateException("not acknowledged: " + client.counters());
    }
    return sent;
  }

  @Override
  public void close() {
    stopped = true;
    times.close();
    client.close();
  }
}
