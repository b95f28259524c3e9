package dev.tally.collector.http;

import dev.tally.collector.admission.Admission;
import dev.tally.collector.admission.InFlight;
import dev.tally.error.TallyException;
import java.util.concurrent.Semaphore;

/** Bounds what all requests hold in memory: their number, and with all that is in flight. */
final class RequestRoom {
  private final Semaphore requests = new Semaphore(HttpLimits.REQUESTS_MAX);
  private final InFlight inFlight;

  RequestRoom(InFlight inFlight) {
    this.inFlight = inFlight;
  }

  /** One request's share; given back when it is closed. */
  final class Share implements AutoCloseable {
    private long taken;

    private Share() {}

    /**
     * @throws TallyException COLLECTOR_BUSY when all that is in flight is too much
     */
    void take(int count) {
      taken += count;
      if (!inFlight.add(count)) {
        throw Admission.busy("too many bytes of others are on their way");
      }
    }

    long taken() {
      return taken;
    }

    @Override
    public void close() {
      inFlight.remove(taken);
      requests.release();
    }
  }

  /**
   * @throws TallyException COLLECTOR_BUSY
   */
  Share enter() {
    if (!requests.tryAcquire()) {
      throw Admission.busy("too many other requests are on their way");
    }
    return new Share();
  }
}
