package dev.tally.collector.block;

import dev.tally.collector.encode.EventBlock;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Two blocks that go round between the former and the inserter: while one is inserted, the next is
 * formed. This is all the memory that events take between the journal and the engine.
 */
final class BlockExchange {
  private static final int BLOCKS = 2;

  private final BlockingQueue<EventBlock> free = new ArrayBlockingQueue<>(BLOCKS);
  private final BlockingQueue<Optional<FormedBlock>> formed = new ArrayBlockingQueue<>(BLOCKS + 1);

  BlockExchange(long seed) {
    for (int i = 0; i < BLOCKS; i++) {
      free.add(new EventBlock(seed));
    }
  }

  /** Waits until the inserter is through with one. */
  EventBlock takeFree() throws InterruptedException {
    return free.take();
  }

  /** Whether nothing is being inserted, or waits for it, while the former holds one block. */
  boolean inserterIsIdle() {
    return free.size() == BLOCKS - 1;
  }

  void giveBack(EventBlock block) {
    free.add(block);
  }

  void handOver(FormedBlock block) {
    formed.add(Optional.of(block));
  }

  /** No more blocks come. */
  void end() {
    formed.add(Optional.empty());
  }

  /** Waits for the next block; empty at the end. */
  Optional<FormedBlock> takeFormed() throws InterruptedException {
    return formed.take();
  }
}
