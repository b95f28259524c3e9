package dev.tally.collector.block;

import dev.tally.collector.encode.BlockEncoder;
import dev.tally.collector.encode.EventBlock;
import dev.tally.collector.journal.Journal;
import dev.tally.collector.journal.JournalCursor;
import dev.tally.collector.journal.JournalRecord;
import dev.tally.collector.observe.DimensionObserver;
import dev.tally.edl.registry.Catalog;
import dev.tally.error.TallyException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the journal in order and forms blocks.
 *
 * <ol>
 *   <li>Blocks that were planned before a restart and never confirmed come first, with exactly the
 *       range and the revisions that they had.
 *   <li>Then batches are added to a block until it is full, or old and the engine free.
 *   <li>The block's plan is noted on disk, and the block goes to the inserter.
 * </ol>
 *
 * <p>One thread.
 */
final class BlockFormer implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(BlockFormer.class);

  /** How often to look whether an old block's way has become free. */
  private static final Duration WAIT_MIN = Duration.ofMillis(10);

  private static final Duration WAIT_MAX = Duration.ofSeconds(1);

  private final Journal journal;
  private final BlocksLog blocksLog;
  private final Catalog catalog;
  private final BlockSettings settings;
  private final BlockExchange exchange;
  private final CountDownLatch finishing;
  private final BlockEncoder encoder;
  private final Outage reading;
  private final Outage noting;
  private final Outage catalogLag;
  private @Nullable Forming forming;
  private long lastSequence;
  private long acceptedThrough;

  BlockFormer(
      Journal journal,
      BlocksLog blocksLog,
      Catalog catalog,
      DimensionObserver observer,
      BlockSettings settings,
      BlockExchange exchange,
      CountDownLatch finishing,
      CountDownLatch stopped) {
    this.journal = journal;
    this.blocksLog = blocksLog;
    this.catalog = catalog;
    this.settings = settings;
    this.exchange = exchange;
    this.finishing = finishing;
    this.encoder = new BlockEncoder(catalog, observer);
    this.reading = new Outage(log, "reading the journal", stopped);
    this.noting = new Outage(log, "noting a block in the journal's directory", stopped);
    this.catalogLag = new Outage(log, "replaying the journal", stopped);
    this.lastSequence = blocksLog.plannedThrough();
    this.acceptedThrough = blocksLog.settled().acceptedThrough();
  }

  /** The block that batches are being added to. */
  private record Forming(EventBlock content, int watermark, long firstSequence, long openedNanos) {}

  @Override
  public void run() {
    try {
      for (BlockPlan plan : blocksLog.unfinished()) {
        replay(plan);
      }
      formUntilFinished();
      exchange.end();
    } catch (RuntimeException e) {
      log.error("no more events are stored until the collector is started again", e);
    } catch (InterruptedException e) {
      // Stopped: what is not stored is in the journal and comes again after the next start.
    }
  }

  private void replay(BlockPlan plan) throws InterruptedException {
    while (catalog.watermark() < plan.watermark()) {
      catalogLag.failed(
          "block %d knew revisions up to %d, the registry's highest is %d; bring its database back"
              .formatted(plan.block(), plan.watermark(), catalog.watermark()));
    }
    catalogLag.worked();
    EventBlock content = exchange.takeFree();
    encoder.begin(content, plan.watermark());
    try (JournalCursor cursor = journal.cursor(plan.firstSequence())) {
      JournalRecord record = next(cursor);
      while (record != null && record.sequence() <= plan.lastSequence()) {
        add(content, record);
        record = next(cursor);
      }
    } catch (IOException e) {
      log.warn("closing the journal's reader: {}", e.toString());
    }
    exchange.handOver(new FormedBlock(plan, content, acceptedThrough));
  }

  private void formUntilFinished() throws InterruptedException {
    try (JournalCursor cursor = journal.cursor(lastSequence + 1)) {
      while (true) {
        // Read before the journal, which gets nothing more once this is set.
        boolean noMoreComes = finishing.getCount() == 0;
        JournalRecord record = next(cursor);
        if (record != null) {
          form(record);
        } else if (noMoreComes) {
          close();
          return;
        } else if (isDue()) {
          close();
        } else {
          Duration left = untilDue();
          journal.awaitBeyond(lastSequence, left.compareTo(WAIT_MIN) < 0 ? WAIT_MIN : left);
        }
      }
    } catch (IOException e) {
      log.warn("closing the journal's reader: {}", e.toString());
    }
  }

  private @Nullable JournalRecord next(JournalCursor cursor) throws InterruptedException {
    while (true) {
      try {
        JournalRecord record = cursor.next();
        reading.worked();
        return record;
      } catch (IOException e) {
        reading.failed(e.toString());
      }
    }
  }

  private void form(JournalRecord record) throws InterruptedException {
    Forming current = forming;
    if (current != null
        && catalog.watermark() > current.watermark()
        && encoder.isAheadOfBlock(record.bytes(), record.payloadOffset(), record.payloadLength())) {
      close();
      current = null;
    }
    if (current == null) {
      current = open(record.sequence());
    }
    add(current.content(), record);
    if (isFull(current.content()) || isDue()) {
      close();
    }
  }

  private Forming open(long firstSequence) throws InterruptedException {
    EventBlock content = exchange.takeFree();
    Forming opened = new Forming(content, catalog.watermark(), firstSequence, System.nanoTime());
    encoder.begin(content, opened.watermark());
    forming = opened;
    return opened;
  }

  private void add(EventBlock content, JournalRecord record) {
    byte[] bytes = record.bytes();
    int offset = record.payloadOffset();
    if (record.isReplay()) {
      encoder.addReplay(content, bytes, offset, record.payloadLength(), record.receivedMs());
    } else {
      encoder.add(content, bytes, offset, record.payloadLength(), record.receivedMs());
    }
    lastSequence = record.sequence();
    acceptedThrough = record.acceptedTotal();
  }

  private boolean isFull(EventBlock content) {
    return content.stored() + content.rejected() >= settings.eventsMax()
        || content.bytes() >= settings.bytesMax();
  }

  private boolean isDue() {
    return forming != null && untilDue().isZero() && exchange.inserterIsIdle();
  }

  /** How long the block may still grow at least. */
  private Duration untilDue() {
    Forming current = forming;
    if (current == null) {
      return WAIT_MAX;
    }
    Duration age = Duration.ofNanos(System.nanoTime() - current.openedNanos());
    Duration left = settings.ageMax().minus(age);
    return left.isNegative() ? Duration.ZERO : left;
  }

  private void close() throws InterruptedException {
    Forming closing = forming;
    if (closing == null) {
      return;
    }
    BlockPlan plan =
        new BlockPlan(
            blocksLog.nextBlock(), closing.firstSequence(), lastSequence, closing.watermark());
    note(plan);
    forming = null;
    exchange.handOver(new FormedBlock(plan, closing.content(), acceptedThrough));
  }

  private void note(BlockPlan plan) throws InterruptedException {
    while (true) {
      try {
        blocksLog.planned(plan);
        noting.worked();
        return;
      } catch (TallyException e) {
        noting.failed(String.valueOf(e.getMessage()));
      }
    }
  }
}
