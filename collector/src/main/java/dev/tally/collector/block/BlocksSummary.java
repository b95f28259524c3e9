package dev.tally.collector.block;

import java.util.List;

/**
 * What a journal's file {@code blocks} says.
 *
 * @param storedThrough every batch up to this position is stored
 * @param plannedThrough every batch up to this position is in a block, and had been synced before
 * @param unfinished blocks that were planned and never confirmed; they are inserted again, the same
 * @param damagedOffsets where entries can't be read; a last one that a crash tore is none
 */
public record BlocksSummary(
    long storedThrough,
    long plannedThrough,
    int unfinished,
    Settled settled,
    List<Long> damagedOffsets) {
  public BlocksSummary {
    damagedOffsets = List.copyOf(damagedOffsets);
  }
}
