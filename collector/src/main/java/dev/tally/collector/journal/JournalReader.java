package dev.tally.collector.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/** Reads all of a journal that no collector uses, checks every checksum, and changes nothing. */
public final class JournalReader {
  private final JournalDirectory directory;
  private final long syncedThrough;

  /**
   * @param directory stays open while this reads
   * @param syncedThrough batches up to this sequence had been synced, as is known from elsewhere
   */
  public JournalReader(JournalDirectory directory, long syncedThrough) {
    this.directory = directory;
    this.syncedThrough = syncedThrough;
  }

  /** Is shown every intact batch in order; the record is valid until the method returns. */
  @FunctionalInterface
  public interface Visitor {
    void batch(JournalRecord record) throws IOException;
  }

  /** The segments in order, each as it was read. */
  public List<SegmentSummary> read(Visitor visitor) throws IOException {
    List<Long> firsts = firstSequences(directory.path());
    List<SegmentSummary> segments = new ArrayList<>();
    for (int i = 0; i < firsts.size(); i++) {
      boolean isLast = i == firsts.size() - 1;
      long nextFirst = isLast ? Long.MAX_VALUE : firsts.get(i + 1);
      segments.add(new Reading(firsts.get(i), nextFirst, isLast).run(visitor));
    }
    return segments;
  }

  /** Names of the files that were set aside for their damage, sorted. */
  public List<String> setAside() throws IOException {
    try (Stream<Path> files = Files.list(directory.path())) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(Disk.ASIDE_SUFFIX))
          .sorted()
          .toList();
    }
  }

  /** What the names of the segment files in {@code directory} say, ascending. */
  static List<Long> firstSequences(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(Segment::firstSequence)
          .filter(OptionalLong::isPresent)
          .map(OptionalLong::getAsLong)
          .sorted()
          .toList();
    }
  }

  /** One segment while it is read. */
  private final class Reading {
    private final long first;
    private final long nextFirst;
    private final boolean isLast;
    private final Path path;
    private final List<Damage> damages = new ArrayList<>();
    private final Set<Producers.Id> producers = new HashSet<>();
    private long records;
    private long batches;
    private long events;
    private long lastSequence;

    Reading(long first, long nextFirst, boolean isLast) {
      this.first = first;
      this.nextFirst = nextFirst;
      this.isLast = isLast;
      this.path = Segment.path(directory.path(), first);
      this.lastSequence = first - 1;
    }

    SegmentSummary run(Visitor visitor) throws IOException {
      long size = Files.size(path);
      long end =
          isLast ? TornTail.find(path, size, directory.salt(), first, syncedThrough).end() : size;
      try (SegmentReader reader = new SegmentReader(path)) {
        end = readRecords(reader, end, visitor);
        // A crash while the last file was created leaves a torn header, and no batch after it.
        if (!reader.headerIsIntact() && (!isLast || batches > 0)) {
          damages.addFirst(
              damage(0, Math.min(size, SegmentHeader.BYTES), "the segment's header can't be read"));
        }
      }
      return new SegmentSummary(
          name(),
          size,
          records,
          batches,
          events,
          first,
          lastSequence,
          producers.size(),
          size - Math.min(size, end),
          damages);
    }

    /** Returns where the segment's last acknowledged record ends. */
    private long readRecords(SegmentReader reader, long end, Visitor visitor) throws IOException {
      JournalRecord record = new JournalRecord(directory.salt());
      while (true) {
        long expected = reader.position();
        boolean more = reader.next(end, record);
        long start = more ? reader.position() - record.totalBytes() : Math.max(end, expected);
        if (more && isBatch(record) && record.sequence() >= nextFirst) {
          // Left behind by a write that failed; its batches were refused, or are in the next file.
          return expected;
        }
        if (start > expected) {
          damages.add(damage(expected, start - expected, lost(more, record)));
        }
        if (!more) {
          return end;
        }
        note(record, visitor);
      }
    }

    private void note(JournalRecord record, Visitor visitor) throws IOException {
      records++;
      if (isBatch(record)) {
        batches++;
        events += record.events();
        producers.add(new Producers.Id(record.producerHigh(), record.producerLow()));
        lastSequence = record.sequence();
        visitor.batch(record);
      }
    }

    /** What lies between the last intact batch and what was found next. */
    private String lost(boolean more, JournalRecord next) {
      long from = lastSequence + 1;
      long to = more ? next.sequence() - 1 : nextFirst - 1;
      if (more && !isBatch(next)) {
        return "can't be read, after position " + lastSequence;
      }
      if (!more && isLast) {
        return "can't be read: batches from position %d on are lost".formatted(from);
      }
      return to < from
          ? "the snapshot of producers can't be read; no batch is lost"
          : "can't be read: batches at positions %d to %d are lost".formatted(from, to);
    }

    private Damage damage(long offset, long bytes, String what) {
      return new Damage(name(), offset, bytes, "%d bytes: %s".formatted(bytes, what));
    }

    private String name() {
      return path.getFileName().toString();
    }
  }

  private static boolean isBatch(JournalRecord record) {
    return record.isBatch();
  }
}
