package dev.tally.collector.admission;

import java.util.concurrent.atomic.AtomicLong;

/** The bytes that have come in, as parts of batches too, and are not yet on disk. */
public final class InFlight {
  private final long bytesMax;
  private final AtomicLong bytes = new AtomicLong();

  InFlight(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /**
   * Counts bytes that came in, or, negative, that were not what they seemed.
   *
   * @return false when that is more than there may be: give it up, and {@link #remove} it
   */
  public boolean add(long count) {
    return bytes.addAndGet(count) <= bytesMax;
  }

  /** On disk, or given up. */
  public void remove(long count) {
    bytes.addAndGet(-count);
  }

  public long bytes() {
    return bytes.get();
  }

  /** So much is there that nobody is asked for more. */
  boolean isHigh() {
    return bytes.get() > bytesMax / 2;
  }

  /** Bytes until nobody is asked for more. */
  long room() {
    return Math.max(0, bytesMax / 2 - bytes.get());
  }
}
