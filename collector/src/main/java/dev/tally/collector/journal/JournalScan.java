package dev.tally.collector.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a collector finds in its journal when it starts. Reads every segment that is not stored yet
 * once, the last one twice, in order:
 *
 * <ol>
 *   <li>damaged records are passed over; the file is set aside once the rest of it is stored;
 *   <li>a last segment that ends in records which had never been synced is cut before them;
 *   <li>files without a batch are removed, or set aside when they are damaged;
 *   <li>one line says what was lost, if anything.
 * </ol>
 *
 * <p>A damaged record and a torn tail look alike. It was damage if an intact record later in the
 * same segment says that this place had been synced before that record was written, if a block was
 * planned with a batch of it, or if a later segment exists at all.
 */
final class JournalScan {
  private static final Logger log = LoggerFactory.getLogger(JournalScan.class);

  private final JournalDirectory directory;
  private final Producers producers;
  private final EventIds eventIds;
  private final long syncedThrough;
  private final TreeMap<Long, Segment> segments = new TreeMap<>();
  private long lastSequence;
  private long acceptedTotal;
  private long damagedBytes;
  private int damagedFiles;
  private long bytesRead;

  private JournalScan(
      JournalDirectory directory, Producers producers, EventIds eventIds, long syncedThrough) {
    this.directory = directory;
    this.producers = producers;
    this.eventIds = eventIds;
    this.syncedThrough = syncedThrough;
  }

  /**
   * @param start files that hold nothing above what is stored are not read: the next one begins
   *     with what they say of producers, and their event ids are in a file of their own
   */
  static JournalScan run(
      JournalDirectory directory, Producers producers, EventIds eventIds, Journal.Start start)
      throws IOException {
    JournalScan scan = new JournalScan(directory, producers, eventIds, start.sequenceBefore());
    List<Long> firsts = JournalReader.firstSequences(directory.path());
    for (int i = 0; i < firsts.size(); i++) {
      boolean last = i == firsts.size() - 1;
      long nextFirst = last ? Long.MAX_VALUE : firsts.get(i + 1);
      if (nextFirst - 1 <= start.storedThrough()) {
        scan.passOver(firsts.get(i), nextFirst);
      } else {
        scan.readSegment(firsts.get(i), nextFirst, last);
      }
    }
    scan.report();
    return scan;
  }

  private void passOver(long first, long nextFirst) throws IOException {
    Path path = Segment.path(directory.path(), first);
    Segment segment = new Segment(path, first, Files.size(path));
    segment.advance(segment.durableBytes(), nextFirst);
    segment.seal();
    segments.put(first, segment);
  }

  private void readSegment(long first, long nextFirst, boolean last) throws IOException {
    Path path = Segment.path(directory.path(), first);
    long size = Files.size(path);
    long end = last ? cutTornTail(path, size, first) : size;
    Segment segment = new Segment(path, first, end);
    segment.seal();
    lastSequence = Math.max(lastSequence, first - 1);
    boolean isKeptEmpty;
    try (SegmentReader reader = new SegmentReader(path)) {
      boolean headerIsIntact = reader.headerIsIntact();
      if (headerIsIntact) {
        acceptedTotal = Math.max(acceptedTotal, reader.header().acceptedBefore());
      }
      readRecords(reader, segment, nextFirst);
      bytesRead += reader.bytesRead();
      isKeptEmpty = last && headerIsIntact;
      // A crash while the last file was created leaves a torn header, and no batch after it.
      if (!headerIsIntact && (!last || !segment.isEmpty())) {
        segment.markDamaged();
        damagedBytes += Math.min(size, SegmentHeader.BYTES);
      }
    }
    keepOrRemove(segment, isKeptEmpty);
  }

  private void readRecords(SegmentReader reader, Segment segment, long nextFirst)
      throws IOException {
    JournalRecord record = new JournalRecord(directory.salt());
    while (reader.next(segment.durableBytes(), record)) {
      if (record.kind() == JournalRecord.KIND_PRODUCERS) {
        producers.decode(record.bytes(), record.payloadOffset(), record.payloadLength());
      } else if (record.sequence() >= nextFirst) {
        return;
      } else {
        producers.note(
            new Producers.Id(record.producerHigh(), record.producerLow()), record.number());
        if (record.kind() == JournalRecord.KIND_IDENTIFIED) {
          eventIds.addAllOf(record);
        }
        lastSequence = record.sequence();
        acceptedTotal = Math.max(acceptedTotal, record.acceptedTotal());
        segment.advance(segment.durableBytes(), record.sequence() + 1);
      }
    }
    if (reader.damagedBytes() > 0) {
      segment.markDamaged();
      damagedBytes += reader.damagedBytes();
    }
  }

  /** Returns where the last segment ends: before the first damage that may be a torn tail. */
  private long cutTornTail(Path path, long size, long first) throws IOException {
    TornTail tail = TornTail.find(path, size, directory.salt(), first, syncedThrough);
    bytesRead += tail.bytesRead();
    if (tail.end() < size) {
      cut(path, tail.end(), size, tail.hasIntactRecords());
    }
    return tail.end();
  }

  private void cut(Path path, long end, long size, boolean keepCopy) throws IOException {
    if (keepCopy) {
      Files.copy(path, Disk.asideName(path));
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      channel.truncate(end);
      channel.force(true);
    }
    log.warn(
        "journal {}: the last {} bytes of {} were not synced, as far as is known, and are cut{}",
        directory.path(),
        size - end,
        path.getFileName(),
        keepCopy ? "; a copy is kept as *.corrupt" : "");
  }

  /**
   * @param isKeptEmpty whether it says who the producers were, which no other file may say any
   *     more; the next segment takes its place
   */
  private void keepOrRemove(Segment segment, boolean isKeptEmpty) throws IOException {
    if (segment.isDamaged()) {
      damagedFiles++;
    }
    if (!segment.isEmpty()) {
      segments.put(segment.firstSequence(), segment);
    } else if (segment.isDamaged()) {
      Disk.setAside(segment.path());
    } else if (!isKeptEmpty) {
      Files.delete(segment.path());
    }
  }

  private void report() {
    if (damagedFiles > 0) {
      log.error(
          "journal {}: {} bytes in {} segment files can't be read and are lost; the files are kept"
              + " as *.corrupt, and everything else goes on",
          directory.path(),
          damagedBytes,
          damagedFiles);
    }
  }

  /** Those with at least one readable batch, by their first sequence, all sealed. */
  NavigableMap<Long, Segment> segments() {
    return segments;
  }

  /** Of the last readable batch; 0 when there is none. */
  long lastSequence() {
    return lastSequence;
  }

  /** Events ever accepted, as the last readable record says. */
  long acceptedTotal() {
    return acceptedTotal;
  }

  /** From all files together. */
  long bytesRead() {
    return bytesRead;
  }

  long damagedBytes() {
    return damagedBytes;
  }
}
