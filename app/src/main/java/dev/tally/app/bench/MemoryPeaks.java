package dev.tally.app.bench;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** The most that this process took of each kind of memory while this was open, looked at often. */
final class MemoryPeaks implements AutoCloseable {
  private static final long LOOK_NANOS = 50_000_000;

  private final LongSupplier inFlight;
  private final Thread thread;
  private volatile long heap;
  private volatile long direct;
  private volatile long resident;
  private volatile long inFlightBytes;
  private volatile boolean closed;

  /**
   * @param inFlight bytes that the collector has read and not on disk
   */
  MemoryPeaks(LongSupplier inFlight) {
    this.inFlight = inFlight;
    thread = Thread.ofPlatform().name("bench-memory").start(this::run);
  }

  OverloadReport.Peaks peaks() {
    return new OverloadReport.Peaks(heap, direct, resident, inFlightBytes);
  }

  private void run() {
    while (!closed) {
      heap = Math.max(heap, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
      direct = Math.max(direct, directBytes());
      resident = Math.max(resident, ProcessUse.ofThis().residentBytes());
      inFlightBytes = Math.max(inFlightBytes, inFlight.getAsLong());
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private static long directBytes() {
    long pools =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct"))
            .mapToLong(BufferPoolMXBean::getMemoryUsed)
            .sum();
    return pools + Math.max(0, io.netty.util.internal.PlatformDependent.usedDirectMemory());
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
