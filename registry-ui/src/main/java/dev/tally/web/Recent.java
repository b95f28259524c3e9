package dev.tally.web;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value that is computed again when it is older than {@code age}: however many ask, the engine is
 * asked once. A failure is not kept.
 */
final class Recent<T> {
  private final Clock clock;
  private final Duration age;
  private final Supplier<T> source;
  private @Nullable T value;
  private Instant until = Instant.MIN;

  Recent(Clock clock, Duration age, Supplier<T> source) {
    this.clock = clock;
    this.age = age;
    this.source = source;
  }

  synchronized T value() {
    Instant now = clock.instant();
    T known = value;
    if (known == null || !now.isBefore(until)) {
      known = source.get();
      value = known;
      until = now.plus(age);
    }
    return known;
  }

  /** The next one who asks makes it be computed. */
  synchronized void forget() {
    value = null;
  }
}
