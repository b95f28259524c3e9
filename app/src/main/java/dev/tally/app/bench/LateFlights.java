package dev.tally.app.bench;

import dev.tally.app.demo.Flight;
import dev.tally.app.demo.FlightsFile;
import dev.tally.sdk.TallyClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Sends the demo's flights: most of them first, one in five held back, of all the six months. */
final class LateFlights {
  private static final int LATE_ONE_IN = 5;
  private static final int CHECK_EVENTS = 1_024;
  private static final Duration WAIT_MAX = Duration.ofMinutes(2);
  private static final long TICK_NANOS = 2_000_000;

  private final TallyClient client;
  private final List<Flight> late = new ArrayList<>();
  private long read;
  private long sent;
  private volatile boolean isFast;

  LateFlights(TallyClient client) {
    this.client = client;
  }

  /** All but those that are held back; returns how many were acknowledged. */
  long sendFirst(FlightsFile flights) {
    flights.read(0, this::sendOrHold);
    Taken.require(client.flush(WAIT_MAX));
    return sent;
  }

  private void sendOrHold(Flight flight) {
    if (read++ % LATE_ONE_IN == 0) {
      late.add(flight);
    } else {
      send(flight);
    }
  }

  long held() {
    return late.size();
  }

  /** At a steady rate until {@link #hurry} is called; returns when all are acknowledged. */
  void sendHeld(long perSecond) {
    long begin = System.nanoTime();
    for (int i = 0; i < late.size(); i++) {
      while (!isFast && i >= (System.nanoTime() - begin) / 1e9 * perSecond) {
        LockSupport.parkNanos(TICK_NANOS);
      }
      send(late.get(i));
    }
    Taken.require(client.flush(WAIT_MAX));
  }

  /** The rest as fast as it is taken. */
  void hurry() {
    isFast = true;
  }

  private void send(Flight flight) {
    flight.send(client);
    if (++sent % CHECK_EVENTS == 0) {
      Taken.require(client.awaitRoom(WAIT_MAX));
    }
  }
}
