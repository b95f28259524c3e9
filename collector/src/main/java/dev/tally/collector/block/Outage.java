package dev.tally.collector.block;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/**
 * Something that does not work for a while: says so once when it begins and once when it ends, and
 * waits longer and longer between the tries. One thread.
 */
final class Outage {
  /** First wait. */
  private static final long BACKOFF_MIN_MS = 100;

  /** Longest wait. */
  private static final long BACKOFF_MAX_MS = 5_000;

  private final Logger log;
  private final String what;
  private final CountDownLatch stopped;
  private long sinceNanos;
  private long backoffMs;

  /**
   * @param stopped ends a wait at once
   */
  Outage(Logger log, String what, CountDownLatch stopped) {
    this.log = log;
    this.what = what;
    this.stopped = stopped;
  }

  /**
   * It failed; waits until the next try is due.
   *
   * @throws InterruptedException when there will be no next try
   */
  void failed(String reason) throws InterruptedException {
    if (stopped.getCount() == 0) {
      throw new InterruptedException("stopped");
    }
    if (backoffMs == 0) {
      sinceNanos = System.nanoTime();
      backoffMs = BACKOFF_MIN_MS;
      log.warn("{} fails and is tried until it works: {}", what, reason);
    } else {
      backoffMs = Math.min(2 * backoffMs, BACKOFF_MAX_MS);
    }
    if (stopped.await(backoffMs, TimeUnit.MILLISECONDS)) {
      throw new InterruptedException("stopped");
    }
  }

  void worked() {
    if (backoffMs > 0) {
      backoffMs = 0;
      long seconds = Duration.ofNanos(System.nanoTime() - sinceNanos).toSeconds();
      log.info("{} works again after {} s", what, seconds);
    }
  }
}
