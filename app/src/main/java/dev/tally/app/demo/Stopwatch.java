package dev.tally.app.demo;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Time since it was started, by a monotonic clock. */
final class Stopwatch {
  private final LongSupplier nanos;
  private final long begin;

  Stopwatch(LongSupplier nanos) {
    this.nanos = nanos;
    this.begin = nanos.getAsLong();
  }

  Duration elapsed() {
    return Duration.ofNanos(nanos.getAsLong() - begin);
  }

  /** "12.3 s". */
  static String seconds(Duration duration) {
    return "%.1f s".formatted(duration.toMillis() / 1000.0);
  }

  static String rate(long count, Duration duration) {
    return "%,d/s".formatted(Math.round(count / Math.max(0.001, duration.toMillis() / 1000.0)));
  }
}
