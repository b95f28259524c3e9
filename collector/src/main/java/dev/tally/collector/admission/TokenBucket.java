package dev.tally.collector.admission;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A quota as it is used up, in events and in bytes. Kept as the moment at which all that was taken
 * is paid for: up to a burst before now while there is something left, after now while in debt. So
 * a batch that is larger than the burst still gets in, and is paid for later.
 */
final class TokenBucket {
  private static final double SECOND_NANOS = 1e9;

  /** Whatever was taken, a debt is over after this time. */
  private static final long DEBT_NANOS_MAX = Duration.ofHours(1).toNanos();

  private long eventsPaidAt;
  private long bytesPaidAt;

  /** By which the moments were counted; null before the first. */
  private @Nullable Quota counted;

  /** Takes what came; says how long it takes until all is paid for, 0 when it is. */
  synchronized long take(Quota quota, long events, long bytes, long now) {
    begin(quota, now);
    eventsPaidAt = taken(eventsPaidAt, quota, quota.eventsPerSecond(), events, now);
    bytesPaidAt = taken(bytesPaidAt, quota, quota.bytesPerSecond(), bytes, now);
    return debtNanos(quota, now);
  }

  /** Nanoseconds until all that was taken is paid for; 0 when it is. */
  synchronized long debtNanos(Quota quota, long now) {
    begin(quota, now);
    long events = quota.eventsPerSecond() == 0 ? 0 : eventsPaidAt - now;
    long bytes = quota.bytesPerSecond() == 0 ? 0 : bytesPaidAt - now;
    return Math.max(0, Math.max(events, bytes));
  }

  /** What is owed stays owed when the quota changes, and is paid for at the new rate. */
  private void begin(Quota quota, long now) {
    Quota before = counted;
    if (quota.equals(before)) {
      return;
    }
    counted = quota;
    if (before == null) {
      eventsPaidAt = now - burstNanos(quota);
      bytesPaidAt = eventsPaidAt;
    } else {
      eventsPaidAt = rescaled(eventsPaidAt, before.eventsPerSecond(), quota.eventsPerSecond(), now);
      bytesPaidAt = rescaled(bytesPaidAt, before.bytesPerSecond(), quota.bytesPerSecond(), now);
    }
  }

  private static long rescaled(long paidAt, long before, long after, long now) {
    if (before == 0 || after == 0) {
      return now;
    }
    double nanos = (paidAt - now) * ((double) before / after);
    return now + Math.clamp((long) nanos, -DEBT_NANOS_MAX, DEBT_NANOS_MAX);
  }

  private static long taken(long paidAt, Quota quota, long perSecond, long count, long now) {
    if (perSecond == 0) {
      return now;
    }
    long full = now - burstNanos(quota);
    long from = paidAt - full < 0 ? full : paidAt;
    long cost = (long) (count * SECOND_NANOS / perSecond);
    return Math.min(from + cost, now + DEBT_NANOS_MAX);
  }

  private static long burstNanos(Quota quota) {
    return Duration.ofSeconds(quota.burstSeconds()).toNanos();
  }
}
