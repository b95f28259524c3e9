package dev.tally.storage;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The queries that one caller waits for, see {@link ClickHouse#within}: together they have so much
 * time, and {@link #cancel} ends them in the server too. For any number of threads.
 */
public final class QueryScope {
  private static final int KILLS_MAX = 50;
  private static final long KILL_INTERVAL_NANOS = 100_000_000;
  private static final long NANOS_PER_S = 1_000_000_000;

  private final Duration limit;
  private final long end;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ended = lock.newCondition();
  private final Map<String, Runnable> running = new HashMap<>();
  private boolean isCancelled;

  /** Time runs from now on. */
  public QueryScope(Duration limit) {
    this.limit = limit;
    this.end = System.nanoTime() + limit.toNanos();
  }

  /**
   * Ends what runs, and lets nothing more begin: calls fail with QUERY_CANCELLED. Returns when
   * nothing runs any more, or the server does not listen.
   */
  public void cancel() {
    for (int i = 0; i < KILLS_MAX; i++) {
      // A query that is still on its way to the server is killed the next time.
      List<Runnable> kills = cancelled();
      kills.forEach(Runnable::run);
      if (kills.isEmpty() || !awaitEnd()) {
        return;
      }
    }
  }

  public boolean isCancelled() {
    lock.lock();
    try {
      return isCancelled;
    } finally {
      lock.unlock();
    }
  }

  private List<Runnable> cancelled() {
    lock.lock();
    try {
      isCancelled = true;
      return List.copyOf(running.values());
    } finally {
      lock.unlock();
    }
  }

  /** For a while; false when interrupted. */
  private boolean awaitEnd() {
    lock.lock();
    try {
      long nanos = KILL_INTERVAL_NANOS;
      while (!running.isEmpty() && nanos > 0) {
        nanos = ended.awaitNanos(nanos);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  /**
   * @param kill ends the query in the server
   */
  void begin(String queryId, Runnable kill) {
    lock.lock();
    try {
      if (isCancelled) {
        throw cancellation(null);
      }
      running.put(queryId, kill);
    } finally {
      lock.unlock();
    }
  }

  void end(String queryId) {
    lock.lock();
    try {
      running.remove(queryId);
      ended.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** What is left, at least a second. */
  int secondsLeft() {
    long nanos = end - System.nanoTime();
    if (nanos <= 0) {
      throw new TallyException(
          ErrorCode.QUERY_LIMIT,
          "a request's queries may take %d s in all; ask for less".formatted(limit.toSeconds()));
    }
    return Math.toIntExact(Math.ceilDiv(nanos, NANOS_PER_S));
  }

  static TallyException cancellation(@Nullable Throwable cause) {
    String message = "cancelled: nobody waits for the answer any more";
    return cause == null
        ? new TallyException(ErrorCode.QUERY_CANCELLED, message)
        : new TallyException(ErrorCode.QUERY_CANCELLED, message, cause);
  }
}
