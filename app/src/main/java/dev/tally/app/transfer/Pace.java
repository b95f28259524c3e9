package dev.tally.app.transfer;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Lets so many rows through a second, over all that take some. What has been let through is paid
 * for before the next: nothing is saved up while nobody takes.
 */
final class Pace {
  private final long rowsPerSecondMax;
  private final LongSupplier nanos;
  private final LongConsumer sleep;
  private long paidAt;
  private boolean isNew = true;

  /**
   * @param rowsPerSecondMax 0 for no limit
   * @param sleep for so many nanoseconds, or less
   */
  Pace(long rowsPerSecondMax, LongSupplier nanos, LongConsumer sleep) {
    this.rowsPerSecondMax = rowsPerSecondMax;
    this.nanos = nanos;
    this.sleep = sleep;
  }

  static Pace of(long rowsPerSecondMax) {
    return new Pace(rowsPerSecondMax, System::nanoTime, LockSupport::parkNanos);
  }

  /** Returns when all that was taken before is paid for. */
  void take(long rows) {
    if (rowsPerSecondMax == 0) {
      return;
    }
    long from = reserve(rows);
    for (long left = from - nanos.getAsLong(); left > 0; left = from - nanos.getAsLong()) {
      if (Thread.currentThread().isInterrupted()) {
        return;
      }
      sleep.accept(left);
    }
  }

  private synchronized long reserve(long rows) {
    long now = nanos.getAsLong();
    long from = isNew || paidAt - now < 0 ? now : paidAt;
    isNew = false;
    paidAt = from + (long) ((double) rows * TimeUnit.SECONDS.toNanos(1) / rowsPerSecondMax);
    return from;
  }
}
