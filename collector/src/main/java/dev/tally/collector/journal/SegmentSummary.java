package dev.tally.collector.journal;

import java.util.List;

/**
 * What one segment file holds.
 *
 * @param file its name in the journal's directory
 * @param records intact ones, the snapshot of producers included
 * @param firstSequence that its name says
 * @param lastSequence of its last intact batch; one less than the first when it has none
 * @param producers how many different ones sent its batches
 * @param tornBytes at its end that were not synced, as far as is known; the next start cuts them
 */
public record SegmentSummary(
    String file,
    long bytes,
    long records,
    long batches,
    long events,
    long firstSequence,
    long lastSequence,
    int producers,
    long tornBytes,
    List<Damage> damages) {
  public SegmentSummary {
    damages = List.copyOf(damages);
  }
}
