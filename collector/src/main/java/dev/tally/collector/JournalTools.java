package dev.tally.collector;

import dev.tally.collector.batch.BatchReader;
import dev.tally.collector.block.BlocksLog;
import dev.tally.collector.block.BlocksSummary;
import dev.tally.collector.journal.Damage;
import dev.tally.collector.journal.JournalCopy;
import dev.tally.collector.journal.JournalDirectory;
import dev.tally.collector.journal.JournalReader;
import dev.tally.collector.journal.JournalRecord;
import dev.tally.collector.journal.SegmentSummary;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** What can be done with the journal of a collector that is stopped; it is locked meanwhile. */
public final class JournalTools implements AutoCloseable {
  private static final int ATTEMPT_TAG = 3 << 3;
  private static final int VARINT_BITS = 7;
  private static final int VARINT_MORE = 1 << VARINT_BITS;

  private final JournalDirectory directory;

  private JournalTools(JournalDirectory directory) {
    this.directory = directory;
  }

  /**
   * Takes the journal's lock.
   *
   * @throws TallyException NOT_FOUND, JOURNAL_IN_USE, JOURNAL_CORRUPT
   */
  public static JournalTools open(Path journal) {
    return new JournalTools(JournalDirectory.openExisting(journal));
  }

  private JournalReader reader(BlocksSummary blocks) {
    return new JournalReader(directory, blocks.plannedThrough());
  }

  /** Reads everything, checks every checksum, and changes nothing. */
  public JournalReport inspect() {
    BlocksSummary blocks = BlocksLog.examine(directory);
    Sums sums = new Sums(blocks.storedThrough(), blocks.settled().acceptedThrough());
    try {
      List<SegmentSummary> segments = reader(blocks).read(sums::add);
      List<Damage> damages = new ArrayList<>();
      missing(segments, blocks.storedThrough(), damages);
      segments.forEach(segment -> damages.addAll(segment.damages()));
      blocks
          .damagedOffsets()
          .forEach(at -> damages.add(new Damage("blocks", at, 64, "an entry can't be read")));
      return new JournalReport(
          directory.path().toString(),
          directory.collectorId(),
          blocks.storedThrough(),
          sums.lastPosition,
          sums.accepted,
          blocks.settled().stored(),
          blocks.settled().rejected(),
          sums.pendingBatches,
          sums.pendingEvents,
          blocks.unfinished(),
          sums.producers.size(),
          segments,
          damages,
          reader(blocks).setAside());
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** Positions in no file, although nobody has stored what was there. */
  private static void missing(
      List<SegmentSummary> segments, long storedThrough, List<Damage> damages) {
    long expected = storedThrough + 1;
    boolean isAfterDamage = false;
    for (SegmentSummary segment : segments) {
      if (segment.firstSequence() > expected) {
        damages.add(
            new Damage(
                segment.file(),
                0,
                0,
                "batches at positions %d to %d, which come before it, are missing%s"
                    .formatted(
                        expected,
                        segment.firstSequence() - 1,
                        isAfterDamage ? ": a file of them, or the end of the damaged one" : "")));
      }
      expected = Math.max(expected, segment.lastSequence() + 1);
      isAfterDamage = !segment.damages().isEmpty();
    }
  }

  /**
   * What {@link #replay} did.
   *
   * @param batches written to the new journal
   * @param lostBytes of this journal that could not be read
   */
  public record Replayed(long batches, long events, long lostBytes) {}

  /**
   * Writes the batches from a position on to a new journal; the collector that is started on it
   * stores them. They keep their producers and numbers, and are marked as sent again, so that views
   * and series count each once whether or not it is stored already.
   *
   * @param into does not exist, or is empty
   * @param fromPosition 1 for everything that is there
   * @throws TallyException REQUEST_INVALID, DISK_FULL, JOURNAL_FAILED
   */
  public Replayed replay(Path into, long fromPosition) {
    BatchReader batch = new BatchReader();
    try (JournalCopy copy = JournalCopy.create(into)) {
      List<SegmentSummary> segments =
          reader(BlocksLog.examine(directory))
              .read(
                  record -> {
                    if (record.sequence() >= fromPosition) {
                      batch.open(record.bytes(), record.payloadOffset(), record.payloadLength());
                      copy.add(record, attempt(batch.attempt() + 1L));
                    }
                  });
      copy.finish();
      long lostBytes =
          segments.stream()
              .flatMap(segment -> segment.damages().stream())
              .mapToLong(Damage::bytes)
              .sum();
      return new Replayed(copy.batches(), copy.events(), lostBytes);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** The field {@code attempt} of a batch: put behind one, it is the last, and the last counts. */
  private static byte[] attempt(long attempt) {
    byte[] field = new byte[1 + 5];
    int length = 0;
    field[length++] = ATTEMPT_TAG;
    long rest = Math.min(attempt, Integer.MAX_VALUE);
    while (rest >= VARINT_MORE) {
      field[length++] = (byte) (rest | VARINT_MORE);
      rest >>>= VARINT_BITS;
    }
    field[length++] = (byte) rest;
    return Arrays.copyOf(field, length);
  }

  private TallyException unreadable(IOException cause) {
    return new TallyException(
        ErrorCode.JOURNAL_FAILED,
        "can't read the journal " + directory.path() + ": " + cause,
        cause);
  }

  /** The sums over all batches. */
  private static final class Sums {
    private final long storedThrough;
    private final Set<UUID> producers = new HashSet<>();
    private long accepted;
    private long lastPosition;
    private long pendingBatches;
    private long pendingEvents;

    Sums(long storedThrough, long accepted) {
      this.storedThrough = storedThrough;
      this.lastPosition = storedThrough;
      this.accepted = accepted;
    }

    void add(JournalRecord record) {
      producers.add(new UUID(record.producerHigh(), record.producerLow()));
      lastPosition = Math.max(lastPosition, record.sequence());
      accepted = Math.max(accepted, record.acceptedTotal());
      if (record.sequence() > storedThrough) {
        pendingBatches++;
        pendingEvents += record.events();
      }
    }
  }

  @Override
  public void close() {
    directory.close();
  }
}
