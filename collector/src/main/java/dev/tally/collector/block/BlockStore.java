package dev.tally.collector.block;

import dev.tally.collector.encode.EventBlock;
import dev.tally.error.TallyException;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.table.EventsTable;
import dev.tally.storage.table.InsertsTable;
import dev.tally.storage.table.RejectedEventsTable;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts encoded blocks into the engine, in order, and tries until it takes them: what it refuses
 * today it must take one day, because nobody else has these events any more.
 *
 * <p>Of a block come its rejected events, then its events, then its rows of {@code inserts}, each
 * under a token that follows from the block's number. So a repeat, whole or in part, changes
 * nothing.
 */
final class BlockStore {
  private static final Logger log = LoggerFactory.getLogger(BlockStore.class);

  private static final Duration BACKOFF_MIN = Duration.ofMillis(100);
  private static final Duration BACKOFF_MAX = Duration.ofSeconds(5);

  private final ClickHouse clickHouse;
  private final String collectorId;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile boolean failing;

  BlockStore(ClickHouse clickHouse, String collectorId) {
    this.clickHouse = clickHouse;
    this.collectorId = collectorId;
  }

  /**
   * Returns when the engine has confirmed all of the block.
   *
   * @return false when {@link #stop} came first; the block may be there, or a part of it
   */
  boolean store(EventBlock block, long number) {
    Duration backoff = BACKOFF_MIN;
    long begin = System.nanoTime();
    while (true) {
      try {
        insert(block, number);
        if (failing) {
          failing = false;
          log.info("the engine takes blocks again after {} s", seconds(begin));
        }
        return true;
      } catch (TallyException e) {
        if (!failing) {
          failing = true;
          log.warn(
              "the engine does not take block {}, events stay in the journal meanwhile: {} [{}]",
              number,
              e.getMessage(),
              e.code());
        }
        if (isStopped(backoff)) {
          return false;
        }
        backoff =
            backoff.multipliedBy(2).compareTo(BACKOFF_MAX) < 0
                ? backoff.multipliedBy(2)
                : BACKOFF_MAX;
      }
    }
  }

  private void insert(EventBlock block, long number) {
    String token = collectorId + ":" + number;
    if (block.rejected() > 0) {
      clickHouse.insertNative(
          RejectedEventsTable.TABLE.name(),
          EventBlock.REJECTED_COLUMNS,
          token + ":rejected",
          out -> block.writeRejected(out, collectorId, number));
    }
    if (block.stored() > 0) {
      clickHouse.insertNative(
          EventsTable.TABLE.name(),
          EventBlock.EVENTS_COLUMNS,
          token,
          out -> block.writeEvents(out, collectorId, number));
    }
    clickHouse.insertNative(
        InsertsTable.TABLE.name(),
        EventBlock.INSERTS_COLUMNS,
        token + ":inserts",
        out -> block.writeInserts(out, collectorId, number));
  }

  private boolean isStopped(Duration wait) {
    try {
      return stopped.await(wait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private static long seconds(long begin) {
    return Duration.ofNanos(System.nanoTime() - begin).toSeconds();
  }

  boolean isFailing() {
    return failing;
  }

  /** Ends the tries. */
  void stop() {
    stopped.countDown();
  }
}
