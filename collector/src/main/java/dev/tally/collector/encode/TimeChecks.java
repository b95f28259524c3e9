package dev.tally.collector.encode;

import java.time.Duration;
import java.time.Instant;

/** Rules on timestamps. "Now" is when the event was received, so that a replay sees the same. */
final class TimeChecks {
  private static final int NANOS_PER_MS = 1_000_000;

  private TimeChecks() {}

  record Equal(Instant time) implements ValueCheck {
    @Override
    public boolean holds(long seconds, int nanos, byte[] payload, long receivedMs) {
      return seconds == time.getEpochSecond() && nanos == time.getNano();
    }
  }

  /**
   * @param direction 1: not after now; -1: not before now
   */
  record Now(int direction) implements ValueCheck {
    @Override
    public boolean holds(long seconds, int nanos, byte[] payload, long receivedMs) {
      return direction * compare(seconds, nanos, receivedMs, 0, 0) <= 0;
    }
  }

  record Within(Duration distance) implements ValueCheck {
    @Override
    public boolean holds(long seconds, int nanos, byte[] payload, long receivedMs) {
      long away = distance.getSeconds();
      int more = distance.getNano();
      Duration back = distance.negated();
      return compare(seconds, nanos, receivedMs, away, more) <= 0
          && compare(seconds, nanos, receivedMs, back.getSeconds(), back.getNano()) >= 0;
    }
  }

  /** With receipt, so far moved; nanoseconds are 0 to 999,999,999. */
  private static int compare(long seconds, int nanos, long receivedMs, long moved, int movedNanos) {
    long nowNanos = Math.floorMod(receivedMs, 1_000) * (long) NANOS_PER_MS + movedNanos;
    long now = Math.floorDiv(receivedMs, 1_000) + moved + nowNanos / 1_000_000_000;
    int order = Long.compare(seconds, now);
    return order == 0 ? Long.compare(nanos, nowNanos % 1_000_000_000) : order;
  }
}
