package dev.tally.collector.block;

import dev.tally.collector.encode.EventBlock;

/**
 * A block that is noted in the log and ready to be inserted.
 *
 * @param acceptedThrough events ever accepted by this collector, up to and with this block
 */
record FormedBlock(BlockPlan plan, EventBlock content, long acceptedThrough) {}
