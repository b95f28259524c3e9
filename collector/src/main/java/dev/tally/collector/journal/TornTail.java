package dev.tally.collector.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the journal's last segment ends.
 *
 * <p>A damaged record and a torn tail look alike. It was damage if an intact record later in the
 * same segment says that this place had been synced before that record was written, or if a block
 * was planned with the batch that is missing here: only what is synced gets into blocks.
 *
 * @param end of what may have been acknowledged; the file's size when nothing is torn
 * @param hasIntactRecords whether whole records lie behind the end
 * @param bytesRead to find out
 */
record TornTail(long end, boolean hasIntactRecords, long bytesRead) {
  /**
   * @param first sequence of the segment's first batch
   * @param syncedThrough batches up to this sequence had been synced
   */
  static TornTail find(Path path, long size, long salt, long first, long syncedThrough)
      throws IOException {
    List<Long> unproven = new ArrayList<>();
    long lastSequence = first - 1;
    boolean intactAfter = false;
    try (SegmentReader reader = new SegmentReader(path)) {
      JournalRecord record = new JournalRecord(salt);
      boolean more = true;
      while (more) {
        long expected = reader.position();
        more = reader.next(size, record);
        long start = more ? reader.position() - record.totalBytes() : size;
        if (start > expected && lastSequence >= syncedThrough) {
          unproven.add(expected);
        }
        if (more) {
          lastSequence = Math.max(lastSequence, record.sequence());
          unproven.removeIf(gap -> gap < record.syncedBytes());
          intactAfter = !unproven.isEmpty();
        }
      }
      return new TornTail(
          unproven.isEmpty() ? size : unproven.getFirst(), intactAfter, reader.bytesRead());
    }
  }
}
