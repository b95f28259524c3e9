package dev.tally.collector.block;

import dev.tally.collector.encode.BlockEncoder;
import dev.tally.collector.encode.EventBlock;
import dev.tally.collector.journal.Journal;
import dev.tally.collector.journal.JournalCursor;
import dev.tally.collector.journal.JournalRecord;
import dev.tally.edl.registry.Catalog;
import dev.tally.error.TallyException;
import dev.tally.storage.ClickHouse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes blocks of what is in the journal and sees them into the engine:
 *
 * <ol>
 *   <li>blocks that were planned before a crash are encoded again, with their range and watermark;
 *   <li>batches are read in order and encoded until the block is full or old enough;
 *   <li>its plan is noted in the {@link BlocksLog};
 *   <li>{@link BlockStore} inserts it, while the next one is being encoded;
 *   <li>it is noted as stored, and the journal lets go of it.
 * </ol>
 */
public final class BlockWriter implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(BlockWriter.class);

  /** A block is closed when it holds so many events, passed by at most one batch. */
  public static final int BLOCK_EVENTS_MAX = 500_000;

  /** Or when its columns take so much memory. */
  public static final long BLOCK_BYTES_MAX = 96L << 20;

  /** Or when its first batch was read so long ago: what an event waits for at most, on its way. */
  public static final Duration BLOCK_AGE_MAX = Duration.ofMillis(400);

  /** Blocks in memory: one is encoded while another is inserted. */
  private static final int BLOCKS = 2;

  private static final Duration IDLE_WAIT = Duration.ofMillis(200);
  private static final Duration READ_RETRY = Duration.ofSeconds(1);

  private final Journal journal;
  private final BlocksLog blocks;
  private final Catalog catalog;
  private final BlockEncoder encoder;
  private final BlockStore store;
  private final BlockingQueue<EventBlock> free = new ArrayBlockingQueue<>(BLOCKS);
  private final BlockingQueue<Encoded> full = new ArrayBlockingQueue<>(BLOCKS + 1);
  private final Thread encoding;
  private final Thread storing;
  private @Nullable JournalRecord held;
  private volatile boolean stopping;

  /** A block on its way to the engine; none ends the storing thread. */
  private record Encoded(
      @Nullable BlockPlan plan, @Nullable EventBlock block, long acceptedThrough) {
    static final Encoded END = new Encoded(null, null, 0);
  }

  public BlockWriter(
      Journal journal,
      BlocksLog blocks,
      Catalog catalog,
      ClickHouse clickHouse,
      String collectorId,
      RandomGenerator random) {
    this.journal = journal;
    this.blocks = blocks;
    this.catalog = catalog;
    this.encoder = new BlockEncoder(catalog);
    this.store = new BlockStore(clickHouse, collectorId);
    for (int i = 0; i < BLOCKS; i++) {
      free.add(new EventBlock(random.nextLong()));
    }
    this.encoding = Thread.ofPlatform().name("tally-encode").unstarted(this::encode);
    this.storing = Thread.ofPlatform().name("tally-store").unstarted(this::storeAll);
  }

  public void start() {
    encoding.start();
    storing.start();
  }

  // --- Encoding -------------------------------------------------------------------------------

  private void encode() {
    try (JournalCursor cursor = journal.cursor(blocks.storedThrough() + 1)) {
      for (BlockPlan plan : blocks.unfinished()) {
        encodePlanned(cursor, plan);
      }
      while (!stopping || journal.durableSequence() > blocks.plannedThrough()) {
        if (held != null || journal.awaitBeyond(blocks.plannedThrough(), IDLE_WAIT)) {
          encodeNext(cursor);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      log.error(
          "blocks are no longer made; events stay in the journal until Tally is started again", e);
    } finally {
      full.add(Encoded.END);
    }
  }

  /** The identical block again: the same batches, judged by the same revisions. */
  private void encodePlanned(JournalCursor cursor, BlockPlan plan) throws InterruptedException {
    EventBlock block = free.take();
    encoder.begin(block, plan.watermark());
    long accepted = blocks.settled().acceptedThrough();
    for (JournalRecord next = read(cursor); next != null; next = read(cursor)) {
      if (next.sequence() > plan.lastSequence()) {
        held = next;
        break;
      }
      add(block, next);
      accepted = next.acceptedTotal();
    }
    full.put(new Encoded(plan, block, accepted));
  }

  private void encodeNext(JournalCursor cursor) throws InterruptedException {
    JournalRecord first = read(cursor);
    if (first == null) {
      return;
    }
    EventBlock block = free.take();
    int watermark = catalog.watermark();
    encoder.begin(block, watermark);
    long until = System.nanoTime() + BLOCK_AGE_MAX.toNanos();
    long firstSequence = blocks.plannedThrough() + 1;
    long lastSequence = first.sequence();
    long accepted = first.acceptedTotal();
    add(block, first);
    while (!isFull(block) && System.nanoTime() < until) {
      JournalRecord next = read(cursor);
      if (next == null) {
        if (stopping) {
          break;
        }
        journal.awaitBeyond(lastSequence, Duration.ofNanos(Math.max(1, until - System.nanoTime())));
      } else if (encoder.isAheadOfBlock(next.bytes(), next.payloadOffset(), next.payloadLength())) {
        held = next;
        break;
      } else {
        add(block, next);
        lastSequence = next.sequence();
        accepted = next.acceptedTotal();
      }
    }
    BlockPlan plan = new BlockPlan(blocks.nextBlock(), firstSequence, lastSequence, watermark);
    note(plan);
    full.put(new Encoded(plan, block, accepted));
  }

  private @Nullable JournalRecord read(JournalCursor cursor) throws InterruptedException {
    JournalRecord waiting = held;
    if (waiting != null) {
      held = null;
      return waiting;
    }
    while (true) {
      try {
        return cursor.next();
      } catch (IOException e) {
        log.error("the journal can't be read, trying again: {}", e.toString());
        Thread.sleep(READ_RETRY);
      }
    }
  }

  private void note(BlockPlan plan) throws InterruptedException {
    while (true) {
      try {
        blocks.planned(plan);
        return;
      } catch (TallyException e) {
        log.error("{} [{}], trying again", e.getMessage(), e.code());
        Thread.sleep(READ_RETRY);
      }
    }
  }

  private void add(EventBlock block, JournalRecord batch) {
    encoder.add(
        block, batch.bytes(), batch.payloadOffset(), batch.payloadLength(), batch.receivedMs());
  }

  private static boolean isFull(EventBlock block) {
    return block.stored() + block.rejected() >= BLOCK_EVENTS_MAX
        || block.bytes() >= BLOCK_BYTES_MAX;
  }

  // --- Storing --------------------------------------------------------------------------------

  private void storeAll() {
    try {
      for (Encoded next = full.take();
          next.plan() != null && next.block() != null;
          next = full.take()) {
        if (!store.store(next.block(), next.plan().block())) {
          return;
        }
        settle(next.plan(), next.block(), next.acceptedThrough());
        free.add(next.block());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      log.error(
          "blocks are no longer stored; events stay in the journal until Tally is started again",
          e);
    }
  }

  private void settle(BlockPlan plan, EventBlock block, long acceptedThrough)
      throws InterruptedException {
    Settled before = blocks.settled();
    Settled now =
        new Settled(
            acceptedThrough,
            before.stored() + block.stored(),
            before.rejected() + block.rejected());
    while (true) {
      try {
        blocks.stored(plan, now);
        break;
      } catch (TallyException e) {
        log.error("{} [{}], trying again", e.getMessage(), e.code());
        Thread.sleep(READ_RETRY);
      }
    }
    journal.release(plan.lastSequence());
  }

  /** Whether the engine has not taken the last block that it was given. */
  public boolean isFailing() {
    return store.isFailing();
  }

  /**
   * Stores what is in the journal, for as long as the engine takes it without a word; then stops.
   *
   * @param limit upper bound of the wait
   */
  public void close(Duration limit) {
    stopping = true;
    try {
      if (!storing.join(store.isFailing() ? Duration.ZERO : limit)) {
        store.stop();
        encoding.interrupt();
        storing.join(limit);
      }
      encoding.join(limit);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    close(Duration.ofSeconds(10));
  }
}
