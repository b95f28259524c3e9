package dev.tally.collector.journal;

import dev.tally.error.TallyException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes groups of batches, each with one sync per segment that it touches. Only one thread is ever
 * here, so what producers have sent needs no lock.
 *
 * <p>When the disk refuses, the segment is cut back to what was synced and given up, the group
 * fails, and with it whatever was queued behind it: a producer's later batch must not get in before
 * an earlier one. The next group starts a new segment, which is how the journal finds out that
 * there is room again.
 */
final class JournalSyncer {
  private static final Logger log = LoggerFactory.getLogger(JournalSyncer.class);
  private static final int WRITE_BUFFER_BYTES = 1 << 20;

  private final Journal journal;
  private final JournalDirectory directory;
  private final JournalSettings settings;
  private final Disk disk;
  private final Producers producers;
  private final EventIds eventIds;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(WRITE_BUFFER_BYTES);
  private @Nullable SegmentWriter writer;
  private volatile boolean failing;
  private long failingSince;

  JournalSyncer(
      Journal journal,
      JournalDirectory directory,
      JournalSettings settings,
      Disk disk,
      Producers producers,
      EventIds eventIds) {
    this.journal = journal;
    this.directory = directory;
    this.settings = settings;
    this.disk = disk;
    this.producers = producers;
    this.eventIds = eventIds;
  }

  /** A run of batches that go into one segment and become durable together. */
  private static final class Run {
    final Map<Producers.Id, Long> highest = new HashMap<>();
    final Set<EventIds.Id> eventIds = new LinkedHashSet<>();
    final boolean[] repeats;
    final int start;
    int end;
    long sequence;
    long accepted;

    Run(int start, int size, long sequence, long accepted) {
      this.start = start;
      this.end = start;
      this.repeats = new boolean[size];
      this.sequence = sequence;
      this.accepted = accepted;
    }
  }

  void write(List<Submission> group) {
    int done = 0;
    try {
      while (done < group.size()) {
        done = writeRun(group, done);
      }
      recovered();
      journal.forget(group);
    } catch (IOException | RuntimeException e) {
      TallyException reason = JournalFailure.of("can't write the journal " + directory.path(), e);
      failed(reason);
      journal.forget(group);
      fail(group.subList(done, group.size()), reason);
      List<Submission> behind = journal.drain();
      journal.forget(behind);
      fail(behind, reason);
    }
  }

  private int writeRun(List<Submission> group, int start) throws IOException {
    Run run = new Run(start, group.size(), journal.durableSequence(), journal.acceptedTotal());
    try {
      stage(group, run);
      if (writer != null) {
        writer.sync(run.sequence + 1);
      }
    } catch (IOException | RuntimeException e) {
      abandonSegment();
      throw e;
    }
    run.highest.forEach(producers::note);
    eventIds.addAll(run.eventIds);
    journal.committed(run.sequence, run.accepted);
    for (int i = run.start; i < run.end; i++) {
      tell(group.get(i), run.repeats[i]);
    }
    return run.end;
  }

  /** Appends batches until the group ends, or the segment is full. */
  private void stage(List<Submission> group, Run run) throws IOException {
    for (; run.end < group.size(); run.end++) {
      Submission batch = group.get(run.end);
      Producers.Id producer = batch.producer();
      Long highest = run.highest.get(producer);
      long before = highest == null ? producers.highest(producer) : highest;
      if (Long.compareUnsigned(batch.number(), before) <= 0) {
        run.repeats[run.end] = true;
        continue;
      }
      batch = eventIds.withoutRepeats(batch, run.eventIds);
      if (batch.isRepeat()) {
        run.repeats[run.end] = true;
        continue;
      }
      if (isFull(batch.recordBytes())) {
        if (run.end > run.start) {
          return;
        }
        sealSegment();
      }
      append(batch, run);
      run.highest.put(producer, batch.number());
      EventIds.collect(batch, run.eventIds);
    }
  }

  private boolean isFull(long recordBytes) {
    return writer != null
        && writer.hasBatches()
        && writer.stagedBytes() + recordBytes > settings.segmentBytesMax();
  }

  private void append(Submission batch, Run run) throws IOException {
    if (writer == null) {
      writer = startSegment(run.sequence + 1, run.accepted);
    }
    run.sequence++;
    run.accepted += batch.events();
    writer.append(
        new JournalRecord.Header(
            batch.kind(),
            batch.events(),
            run.sequence,
            batch.receivedMs(),
            batch.producer().high(),
            batch.producer().low(),
            batch.number(),
            run.accepted,
            writer.syncedBytes()),
        batch.bytes(),
        0,
        batch.bytes().length);
  }

  private SegmentWriter startSegment(long firstSequence, long acceptedBefore) throws IOException {
    SegmentWriter created =
        SegmentWriter.create(
            disk,
            directory.path(),
            new SegmentHeader(firstSequence, acceptedBefore),
            producers.encode(),
            directory.salt(),
            buffer);
    journal.add(created.segment());
    return created;
  }

  private void sealSegment() throws IOException {
    if (writer != null) {
      writer.seal();
      writer = null;
    }
  }

  private void abandonSegment() {
    SegmentWriter abandoned = writer;
    writer = null;
    if (abandoned == null) {
      return;
    }
    if (abandoned.segment().isEmpty()) {
      journal.remove(abandoned.segment());
    }
    try {
      abandoned.abandon();
    } catch (IOException e) {
      log.warn("journal: can't cut {}: {}", abandoned.segment().path(), e.toString());
    }
  }

  private void failed(TallyException reason) {
    if (!failing) {
      failingSince = System.nanoTime();
      failing = true;
      log.error("{}; batches are refused meanwhile", reason.getMessage());
    }
  }

  private void recovered() {
    if (failing && writer != null) {
      failing = false;
      log.info(
          "journal {}: writes again after {} s",
          directory.path(),
          Duration.ofNanos(System.nanoTime() - failingSince).toSeconds());
    }
  }

  private static void fail(List<Submission> batches, TallyException reason) {
    for (Submission batch : batches) {
      try {
        batch.completion().failed(reason);
      } catch (RuntimeException e) {
        log.warn("a failed batch could not be answered: {}", e.toString());
      }
    }
  }

  private static void tell(Submission batch, boolean repeat) {
    try {
      batch.completion().durable(repeat);
    } catch (RuntimeException e) {
      log.warn("an accepted batch could not be acknowledged: {}", e.toString());
    }
  }

  boolean isFailing() {
    return failing;
  }

  void close() {
    try {
      sealSegment();
    } catch (IOException e) {
      log.warn("journal: can't close the last segment: {}", e.toString());
    }
  }
}
