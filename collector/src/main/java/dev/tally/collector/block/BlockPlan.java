package dev.tally.collector.block;

/**
 * What decides a block's content, noted before the block is inserted: encoded again from this, it
 * is the same.
 *
 * @param block 1, 2, 3 … of this collector
 * @param firstSequence of the journal
 * @param lastSequence of the journal, included
 * @param watermark revisions above this id are unknown to the block
 */
public record BlockPlan(long block, long firstSequence, long lastSequence, int watermark) {
  public BlockPlan {
    if (block < 1 || firstSequence < 1 || lastSequence < firstSequence || watermark < 0) {
      throw new IllegalArgumentException(
          "block " + block + " of " + firstSequence + " to " + lastSequence + ", " + watermark);
    }
  }
}
