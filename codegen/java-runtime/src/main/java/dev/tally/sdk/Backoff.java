package dev.tally.sdk;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next connection: doubling from a base to a limit, each time between
 * half and all of it, so that a thousand producers don't come back at once.
 */
final class Backoff {
  private final long baseNanos;
  private final long limitNanos;
  private final RandomGenerator random;
  private long nextNanos;

  Backoff(Duration base, Duration limit, RandomGenerator random) {
    this.baseNanos = base.toNanos();
    this.limitNanos = limit.toNanos();
    this.random = random;
    this.nextNanos = baseNanos;
  }

  long nextNanos() {
    long wait = jittered(nextNanos);
    nextNanos = Math.min(nextNanos * 2, limitNanos);
    return wait;
  }

  /** Between half and all of {@code nanos}. */
  long jittered(long nanos) {
    return nanos / 2 + random.nextLong(nanos / 2 + 1);
  }

  /** After a success the next wait is the base again. */
  void reset() {
    nextNanos = baseNanos;
  }
}
