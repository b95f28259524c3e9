package dev.tally.collector.http;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/** Bounds what all requests hold in memory together. */
final class Admission {
  private final Semaphore requests = new Semaphore(HttpLimits.REQUESTS_MAX);
  private final AtomicLong bytes = new AtomicLong();

  /** One request's share; given back when it is closed. */
  final class Share implements AutoCloseable {
    private long taken;

    private Share() {}

    /**
     * @throws TallyException COLLECTOR_BUSY when all requests together would hold too much
     */
    void take(int count) {
      taken += count;
      if (bytes.addAndGet(count) > HttpLimits.BODIES_BYTES_MAX) {
        throw busy("too many bytes of other requests are on their way");
      }
    }

    @Override
    public void close() {
      bytes.addAndGet(-taken);
      requests.release();
    }
  }

  /**
   * @throws TallyException COLLECTOR_BUSY
   */
  Share enter() {
    if (!requests.tryAcquire()) {
      throw busy("too many other requests are on their way");
    }
    return new Share();
  }

  private static TallyException busy(String why) {
    return new TallyException(ErrorCode.COLLECTOR_BUSY, why + "; try again later");
  }
}
