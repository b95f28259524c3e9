package dev.tally.collector.journal;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads batches in the order of their sequences, as far as they are on disk. One thread. */
public final class JournalCursor implements Closeable {
  private final Journal journal;
  private final JournalRecord record;
  private long nextSequence;
  private @Nullable Segment segment;
  private @Nullable SegmentReader reader;
  private long damagedBytes;

  JournalCursor(Journal journal, long salt, long nextSequence) {
    this.journal = journal;
    this.record = new JournalRecord(salt);
    this.nextSequence = nextSequence;
  }

  /**
   * The next batch, whatever its sequence; damaged ones are passed over. Valid until the next call.
   *
   * @return null when no more are on disk now
   * @throws IOException when the file can't be read; the next call tries again
   */
  public @Nullable JournalRecord next() throws IOException {
    try {
      return nextOnDisk();
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private @Nullable JournalRecord nextOnDisk() throws IOException {
    while (true) {
      Segment current = segment;
      SegmentReader source = reader;
      if (current == null || source == null) {
        if (!enterSegment()) {
          return null;
        }
        continue;
      }
      boolean noMoreComes = current.isSealed();
      if (source.next(current.durableBytes(), record)) {
        countDamage(current, source);
        if (record.isBatch() && record.sequence() >= nextSequence) {
          nextSequence = record.sequence() + 1;
          return record;
        }
      } else if (noMoreComes) {
        countDamage(current, source);
        nextSequence = Math.max(nextSequence, current.endSequence());
        close();
      } else {
        return null;
      }
    }
  }

  private boolean enterSegment() throws IOException {
    Segment found = journal.segmentAt(nextSequence);
    if (found == null) {
      return false;
    }
    reader = new SegmentReader(found.path());
    segment = found;
    damagedBytes = 0;
    return true;
  }

  private void countDamage(Segment current, SegmentReader source) {
    if (source.damagedBytes() > damagedBytes) {
      // What was damaged when the journal was opened has been counted then.
      if (!current.isDamaged()) {
        journal.damageRead(current, source.damagedBytes() - damagedBytes);
      }
      damagedBytes = source.damagedBytes();
    }
  }

  @Override
  public void close() throws IOException {
    SegmentReader closing = reader;
    reader = null;
    segment = null;
    if (closing != null) {
      closing.close();
    }
  }
}
