package dev.tally.aggregator.carbon;

import dev.tally.aggregator.statement.CarbonSeries;
import dev.tally.aggregator.statement.InsertCarbonPoints;
import dev.tally.aggregator.statement.InsertCarbonSeries;
import dev.tally.storage.ClickHouse;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Points on their way to the engine: one thread writes those that came within an interval. An
 * insert is repeated until it works, under its token, so that nothing is there twice; meanwhile as
 * many points wait as may, and then their clients. What waits when the process dies is lost.
 */
final class WriteBehind implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WriteBehind.class);
  private static final long BACKOFF_MS_MIN = 100;
  private static final long BACKOFF_MS_MAX = 5_000;
  private static final long MICROS_PER_MS = 1_000;

  private final InsertCarbonPoints insertPoints;
  private final InsertCarbonSeries insertSeries;
  private final CarbonLimits limits;
  private final CarbonMeters meters;
  private final Clock clock;
  private final String tokens = "carbon-" + UUID.randomUUID();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Thread thread;
  private PointBatch filling = new PointBatch();
  private long filledSinceNanos;
  private int writing;
  private boolean isClosing;
  private long closedAtNanos;

  // Of the thread.
  private long batches;
  private long lastVersion;

  WriteBehind(ClickHouse clickHouse, CarbonLimits limits, CarbonMeters meters, Clock clock) {
    this.insertPoints = new InsertCarbonPoints(clickHouse);
    this.insertSeries = new InsertCarbonSeries(clickHouse);
    this.limits = limits;
    this.meters = meters;
    this.clock = clock;
    this.thread = Thread.ofPlatform().name("carbon-writer").unstarted(this::run);
    meters.gauge("waiting", "Points in memory, on their way to the engine", this::waiting);
  }

  void start() {
    thread.start();
  }

  /**
   * Takes points, all at once; waits before that as long as too many wait already.
   *
   * @throws InterruptedException also when nothing is taken any more
   */
  void add(PointBatch points) throws InterruptedException {
    if (points.size() == 0) {
      return;
    }
    lock.lockInterruptibly();
    try {
      boolean isHeld = false;
      while (!isClosing && waitingNow() >= limits.pointsWaiting()) {
        if (!isHeld) {
          isHeld = true;
          meters.heldByEngine();
        }
        changed.await();
      }
      if (isClosing) {
        throw new InterruptedException("closing");
      }
      if (filling.size() == 0) {
        filledSinceNanos = System.nanoTime();
      }
      filling.addAll(points);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  int waiting() {
    lock.lock();
    try {
      return waitingNow();
    } finally {
      lock.unlock();
    }
  }

  private int waitingNow() {
    return filling.size() + writing;
  }

  private void run() {
    try {
      for (PointBatch batch = next(); batch.size() > 0; batch = next()) {
        write(batch);
      }
    } catch (InterruptedException e) {
      LOG.debug("interrupted", e);
      lost(waiting());
    }
  }

  private void lost(int points) {
    meters.lost(points);
    LOG.warn("carbon: {} points are lost: the engine did not take them in time", points);
  }

  /** Waits until some are due; none at the end. */
  private PointBatch next() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = untilDue();
      while (left > 0) {
        if (filling.size() == 0) {
          changed.await();
        } else {
          changed.awaitNanos(left);
        }
        left = untilDue();
      }
      PointBatch batch = filling;
      filling = new PointBatch();
      writing = batch.size();
      return batch;
    } finally {
      lock.unlock();
    }
  }

  private long untilDue() {
    if (isClosing || filling.size() >= CarbonLimits.FLUSH_POINTS) {
      return 0;
    }
    return filling.size() == 0
        ? Long.MAX_VALUE
        : limits.flushInterval().toNanos() - (System.nanoTime() - filledSinceNanos);
  }

  private void write(PointBatch batch) throws InterruptedException {
    // By the clock, so that versions rise from one process to the next, too.
    long version = Math.max(lastVersion + 1, clock.millis() * MICROS_PER_MS);
    batch.beginVersions(version);
    lastVersion = version + batch.size();
    String token = tokens + "-" + ++batches;
    List<CarbonSeries> noted = batch.noted();
    boolean isStored =
        repeat(
            () -> {
              insertPoints.run(batch, token);
              insertSeries.run(noted, token);
            });
    if (isStored) {
      meters.stored(batch.size());
    } else {
      lost(batch.size());
    }
    lock.lock();
    try {
      writing = 0;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Until it works; false when there is no time left for that. */
  private boolean repeat(Runnable insert) throws InterruptedException {
    long backoffMs = 0;
    while (true) {
      try {
        insert.run();
        if (backoffMs > 0) {
          LOG.info("carbon: points are stored again");
        }
        return true;
      } catch (RuntimeException e) {
        meters.writeFailed();
        if (backoffMs == 0) {
          LOG.warn(
              "carbon: points can't be stored, and are tried until they can: {}", e.getMessage());
        }
        backoffMs = Math.clamp(2 * backoffMs, BACKOFF_MS_MIN, BACKOFF_MS_MAX);
        if (!pause(backoffMs)) {
          return false;
        }
      }
    }
  }

  /** Shorter at the end; false when the time for that is over. */
  private boolean pause(long millis) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long begin = System.nanoTime();
      long left = TimeUnit.MILLISECONDS.toNanos(millis);
      while (left > 0) {
        changed.awaitNanos(left);
        long wanted = isClosing ? BACKOFF_MS_MIN : millis;
        left = TimeUnit.MILLISECONDS.toNanos(wanted) - (System.nanoTime() - begin);
      }
      return !isClosing || closedAtNanos + CarbonLimits.CLOSE_MAX.toNanos() - System.nanoTime() > 0;
    } finally {
      lock.unlock();
    }
  }

  /** Takes nothing more, and writes what waits, as far as there is time. */
  @Override
  public void close() {
    lock.lock();
    try {
      isClosing = true;
      closedAtNanos = System.nanoTime();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      if (!thread.join(CarbonLimits.CLOSE_MAX.multipliedBy(2))) {
        thread.interrupt();
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      thread.interrupt();
    }
  }
}
