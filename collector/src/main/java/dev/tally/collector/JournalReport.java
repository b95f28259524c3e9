package dev.tally.collector;

import dev.tally.collector.journal.Damage;
import dev.tally.collector.journal.SegmentSummary;
import java.util.List;

/**
 * What is in a journal that no collector uses.
 *
 * @param collectorId of the collector that it belongs to
 * @param storedThrough position of the last batch that is known to be stored
 * @param lastPosition of the last intact batch
 * @param accepted events since the journal began
 * @param stored of them, in the table {@code events}
 * @param rejected of them, in the table {@code events_rejected}
 * @param pendingBatches behind {@code storedThrough}
 * @param pendingEvents in those
 * @param unfinishedBlocks planned and not confirmed
 * @param producers how many different ones sent what is there
 * @param damages everything that can't be read, in all files
 * @param setAside files that an earlier start has set aside for their damage
 */
public record JournalReport(
    String directory,
    String collectorId,
    long storedThrough,
    long lastPosition,
    long accepted,
    long stored,
    long rejected,
    long pendingBatches,
    long pendingEvents,
    int unfinishedBlocks,
    int producers,
    List<SegmentSummary> segments,
    List<Damage> damages,
    List<String> setAside) {
  public JournalReport {
    segments = List.copyOf(segments);
    damages = List.copyOf(damages);
    setAside = List.copyOf(setAside);
  }

  public boolean isSound() {
    return damages.isEmpty();
  }

  public long bytes() {
    return segments.stream().mapToLong(SegmentSummary::bytes).sum();
  }
}
