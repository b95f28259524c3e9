package dev.tally.collector.block;

import dev.tally.collector.journal.Journal;
import dev.tally.collector.observe.DimensionObserver;
import dev.tally.edl.registry.Catalog;
import dev.tally.error.ErrorCode;
import dev.tally.storage.ClickHouse;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.ObjLongConsumer;

/**
 * Brings what is in the journal into the engine, with two threads: one forms blocks, the other
 * inserts them. A full engine or none only makes the journal grow.
 */
public final class BlockWriter {
  private final CountDownLatch finishing = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread former;
  private final Thread inserter;

  private BlockWriter(
      Journal journal,
      BlocksLog blocksLog,
      Catalog catalog,
      DimensionObserver observer,
      ClickHouse clickHouse,
      BlockSettings settings,
      String collectorId,
      long seed,
      Timer timer,
      ObjLongConsumer<ErrorCode> rejected) {
    BlockExchange exchange = new BlockExchange(seed);
    former =
        Thread.ofPlatform()
            .name("tally-blocks")
            .unstarted(
                new BlockFormer(
                    journal, blocksLog, catalog, observer, settings, exchange, finishing, stopped));
    inserter =
        Thread.ofPlatform()
            .name("tally-insert")
            .unstarted(
                new BlockInserter(
                    clickHouse,
                    journal,
                    blocksLog,
                    exchange,
                    collectorId,
                    timer,
                    rejected,
                    stopped));
  }

  /**
   * @param observer is told the values of dimensions
   * @param seed secret, for the hashes of what producers send
   * @param timer of a block's insertion, tries included
   * @param rejected told after each block
   */
  public static BlockWriter start(
      Journal journal,
      BlocksLog blocksLog,
      Catalog catalog,
      DimensionObserver observer,
      ClickHouse clickHouse,
      BlockSettings settings,
      String collectorId,
      long seed,
      Timer timer,
      ObjLongConsumer<ErrorCode> rejected) {
    BlockWriter writer =
        new BlockWriter(
            journal,
            blocksLog,
            catalog,
            observer,
            clickHouse,
            settings,
            collectorId,
            seed,
            timer,
            rejected);
    writer.former.start();
    writer.inserter.start();
    return writer;
  }

  /**
   * Stores what is left; the journal must have been finished before.
   *
   * @return false when it was not all stored in time, and goes on
   */
  public boolean finish(Duration timeout) throws InterruptedException {
    finishing.countDown();
    long end = System.nanoTime() + timeout.toNanos();
    return joins(former, end) && joins(inserter, end);
  }

  private static boolean joins(Thread thread, long endNanos) throws InterruptedException {
    long left = endNanos - System.nanoTime();
    return (left > 0 && thread.join(Duration.ofNanos(left))) || !thread.isAlive();
  }

  /** Stops at once; what is not stored is in the journal. */
  public void stop() {
    stopped.countDown();
    former.interrupt();
    inserter.interrupt();
    boolean interrupted = false;
    for (Thread thread : new Thread[] {former, inserter}) {
      while (thread.isAlive()) {
        try {
          thread.join(TimeUnit.SECONDS.toMillis(1));
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
