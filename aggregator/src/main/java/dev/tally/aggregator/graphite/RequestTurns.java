package dev.tally.aggregator.graphite;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Requests take turns: so many of one user, and of all users, are answered at once. */
final class RequestTurns {
  private final GraphiteLimits limits;
  private final ReentrantLock lock = new ReentrantLock(true);
  private final Condition freed = lock.newCondition();
  private final Map<String, Integer> byUser = new HashMap<>();
  private int all;

  /** Until it is closed. */
  interface Turn extends AutoCloseable {
    @Override
    void close();
  }

  RequestTurns(GraphiteLimits limits) {
    this.limits = limits;
  }

  /**
   * Waits for a turn.
   *
   * @throws TallyException QUERY_LIMIT after {@link GraphiteLimits#turnWait}
   */
  Turn take(String user) {
    lock.lock();
    try {
      long nanos = limits.turnWait().toNanos();
      while (all >= limits.requests() || of(user) >= limits.requestsPerUser()) {
        if (nanos <= 0) {
          throw waitedTooLong(user);
        }
        nanos = freed.awaitNanos(nanos);
      }
      all++;
      byUser.merge(user, 1, Integer::sum);
      return () -> give(user);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TallyException(ErrorCode.QUERY_CANCELLED, "interrupted while waiting", e);
    } finally {
      lock.unlock();
    }
  }

  private int of(String user) {
    return byUser.getOrDefault(user, 0);
  }

  private void give(String user) {
    lock.lock();
    try {
      all--;
      byUser.computeIfPresent(user, (name, count) -> count == 1 ? null : count - 1);
      freed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private TallyException waitedTooLong(String user) {
    return new TallyException(
        ErrorCode.QUERY_LIMIT,
        "%d requests of '%s' are being answered, of at most %d, and %d of all, of at most %d; waited %d s"
            .formatted(
                of(user),
                user,
                limits.requestsPerUser(),
                all,
                limits.requests(),
                limits.turnWait().toSeconds()));
  }
}
