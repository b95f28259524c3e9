package dev.tally.collector.journal;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of accepted batches. A batch's way through it:
 *
 * <ol>
 *   <li>{@link #append} takes it into the queue, or refuses it when a limit is reached;
 *   <li>the syncer drops repeats, gives the others sequences 1, 2, 3 …, writes all that wait and
 *       syncs once for them ({@link JournalSyncer});
 *   <li>its {@link Submission.Completion} is told: only now may it be acknowledged;
 *   <li>a {@link JournalCursor} reads it back from the file, the same way live as after a crash;
 *   <li>{@link #release} lets go of what is stored: whole segments are deleted.
 * </ol>
 */
public final class Journal implements Closeable {
  private static final Logger log = LoggerFactory.getLogger(Journal.class);

  private final JournalDirectory directory;
  private final JournalSettings settings;
  private final ConcurrentSkipListMap<Long, Segment> segments;
  private final long damagedBytesAtOpen;
  private final AtomicLong damagedBytesRead = new AtomicLong();
  private final EventIds eventIds;
  private final JournalSyncer syncer;
  private final Thread thread;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition queueChanged = lock.newCondition();
  private final Condition durableChanged = lock.newCondition();
  private final ArrayDeque<Submission> queue = new ArrayDeque<>();
  private long queuedBytes;
  private boolean finished;
  private boolean ended;
  private long durableSequence;
  private long acceptedTotal;

  private Journal(
      JournalDirectory directory,
      JournalSettings settings,
      JournalScan scan,
      Producers producers,
      EventIds eventIds,
      Start start,
      Disk disk) {
    this.directory = directory;
    this.settings = settings;
    this.segments = new ConcurrentSkipListMap<>(scan.segments());
    this.damagedBytesAtOpen = scan.damagedBytes();
    this.durableSequence = Math.max(scan.lastSequence(), start.sequenceBefore());
    this.acceptedTotal = Math.max(scan.acceptedTotal(), start.acceptedBefore());
    this.eventIds = eventIds;
    this.syncer = new JournalSyncer(this, directory, settings, disk, producers, eventIds);
    this.thread = Thread.ofPlatform().name("tally-journal").unstarted(this::syncUntilFinished);
  }

  /**
   * What is known from elsewhere to have been in the journal, should its files no longer say.
   *
   * @param sequenceBefore batches up to this sequence were synced; no other one gets theirs
   * @param acceptedBefore events ever accepted, at least
   * @param storedThrough batches up to this sequence will not be read again
   */
  public record Start(long sequenceBefore, long acceptedBefore, long storedThrough) {
    public static final Start NEW = new Start(0, 0, 0);
  }

  /**
   * Reads what is there and starts the syncer.
   *
   * @param directory stays open until its owner closes it, after this
   * @throws TallyException DISK_FULL or JOURNAL_FAILED
   */
  public static Journal open(
      JournalDirectory directory, JournalSettings settings, Start start, Disk disk) {
    try {
      Producers producers = new Producers(settings.producersMax());
      EventIds eventIds = EventIds.open(directory.path(), disk);
      JournalScan scan = JournalScan.run(directory, producers, eventIds, start);
      Journal journal = new Journal(directory, settings, scan, producers, eventIds, start, disk);
      journal.thread.start();
      return journal;
    } catch (IOException e) {
      throw JournalFailure.of("can't open the journal " + directory.path(), e);
    }
  }

  /**
   * Takes a batch. Of one producer, give the next batch only as long as none before it failed: the
   * order in which they are given is the order in the journal.
   *
   * @throws TallyException JOURNAL_FULL when a limit is reached; COLLECTOR_STOPPING after {@link
   *     #finish}
   */
  public void append(Submission submission) {
    lock.lock();
    try {
      if (finished) {
        throw new TallyException(ErrorCode.COLLECTOR_STOPPING, "the collector is stopping");
      }
      long bytes = submission.recordBytes();
      if (queuedBytes > 0 && queuedBytes + bytes > settings.queueBytesMax()) {
        throw new TallyException(
            ErrorCode.JOURNAL_FULL,
            "too many batches wait for the disk: " + queuedBytes + " bytes; try again later");
      }
      long total = bytes() + queuedBytes + bytes;
      if (total > settings.bytesMax()) {
        throw new TallyException(
            ErrorCode.JOURNAL_FULL,
            "the journal is at its limit of " + settings.bytesMax() + " bytes; try again later");
      }
      queue.add(submission);
      queuedBytes += bytes;
      queueChanged.signal();
    } finally {
      lock.unlock();
    }
  }

  private void syncUntilFinished() {
    for (List<Submission> group = takeGroup(); !group.isEmpty(); group = takeGroup()) {
      syncer.write(group);
    }
    syncer.close();
    lock.lock();
    try {
      ended = true;
      durableChanged.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for batches and takes all of them; empty when there will be none. */
  private List<Submission> takeGroup() {
    lock.lock();
    try {
      while (queue.isEmpty() && !finished) {
        queueChanged.awaitUninterruptibly();
      }
      return drainLocked();
    } finally {
      lock.unlock();
    }
  }

  /** Takes what waits now. The syncer uses it to fail everything behind a failed batch. */
  List<Submission> drain() {
    lock.lock();
    try {
      return drainLocked();
    } finally {
      lock.unlock();
    }
  }

  private List<Submission> drainLocked() {
    List<Submission> group = new ArrayList<>(queue);
    queue.clear();
    return group;
  }

  /** The batches have left memory, one way or the other. */
  void forget(List<Submission> group) {
    long bytes = group.stream().mapToLong(Submission::recordBytes).sum();
    lock.lock();
    try {
      queuedBytes -= bytes;
    } finally {
      lock.unlock();
    }
  }

  /** A run of batches is on disk. */
  void committed(long throughSequence, long accepted) {
    lock.lock();
    try {
      durableSequence = throughSequence;
      acceptedTotal = accepted;
      durableChanged.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void add(Segment segment) {
    segments.put(segment.firstSequence(), segment);
  }

  void remove(Segment segment) {
    segments.remove(segment.firstSequence());
  }

  /** Reads batches from {@code fromSequence} on. */
  public JournalCursor cursor(long fromSequence) {
    return new JournalCursor(this, directory.salt(), fromSequence);
  }

  NavigableMap<Long, Segment> segments() {
    return segments;
  }

  void damageRead(Segment segment, long bytes) {
    damagedBytesRead.addAndGet(bytes);
    if (!segment.isDamaged()) {
      segment.markDamaged();
      log.error(
          "journal {}: part of {} can't be read and is lost; the file will be kept as *.corrupt,"
              + " and everything else goes on",
          directory.path(),
          segment.path().getFileName());
    }
  }

  /**
   * Waits until a batch with a higher sequence is on disk.
   *
   * @return false when none came in time, or none will
   */
  public boolean awaitBeyond(long sequence, Duration timeout) throws InterruptedException {
    long nanos = timeout.toNanos();
    lock.lock();
    try {
      while (durableSequence <= sequence && nanos > 0 && !ended) {
        nanos = durableChanged.awaitNanos(nanos);
      }
      return durableSequence > sequence;
    } finally {
      lock.unlock();
    }
  }

  /** Sequence of the last batch on disk; 0 before the first. */
  public long durableSequence() {
    lock.lock();
    try {
      return durableSequence;
    } finally {
      lock.unlock();
    }
  }

  /** Events that this collector has ever accepted: put on disk, repeats not counted. */
  public long acceptedTotal() {
    lock.lock();
    try {
      return acceptedTotal;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Puts the ids of events on disk in a file of their own. What is noted as stored is not read
   * again by the next start, so this comes before.
   *
   * @throws TallyException DISK_FULL or JOURNAL_FAILED
   */
  public void keepEventIds() {
    try {
      eventIds.persist();
    } catch (IOException e) {
      throw JournalFailure.of("can't write the event ids in " + directory.path(), e);
    }
  }

  /**
   * Deletes segments that hold nothing above {@code throughSequence}; what they say of event ids
   * was kept before ({@link #keepEventIds}). Never the last: only it says what producers have sent
   * already, until another one begins with that.
   */
  public void release(long throughSequence) {
    for (Segment segment : segments.values()) {
      if (!segment.isSealed() || segment.endSequence() > throughSequence + 1 || isLast(segment)) {
        return;
      }
      segments.remove(segment.firstSequence());
      try {
        if (segment.isDamaged()) {
          Disk.setAside(segment.path());
        } else {
          Files.deleteIfExists(segment.path());
        }
      } catch (IOException e) {
        log.warn("journal: can't remove {}: {}", segment.path(), e.toString());
      }
    }
  }

  /** Also of one that the syncer gives up at this moment. */
  private boolean isLast(Segment segment) {
    Map.Entry<Long, Segment> last = segments.lastEntry();
    return last == null || last.getKey() <= segment.firstSequence();
  }

  /** Of all segment files. */
  public long bytes() {
    return segments.values().stream().mapToLong(Segment::durableBytes).sum();
  }

  /** Share of the limit that is taken, what waits for the disk included. */
  public double fill() {
    lock.lock();
    try {
      return (double) (bytes() + queuedBytes) / settings.bytesMax();
    } finally {
      lock.unlock();
    }
  }

  /** Bytes that could not be read, at the start and since. */
  public long damagedBytes() {
    return damagedBytesAtOpen + damagedBytesRead.get();
  }

  /** Whether the last attempt to write failed. */
  public boolean isFailing() {
    return syncer.isFailing();
  }

  /** Takes no more batches; returns when all that were taken are on disk, or failed. */
  public void finish() {
    lock.lock();
    try {
      finished = true;
      queueChanged.signal();
    } finally {
      lock.unlock();
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join(TimeUnit.SECONDS.toMillis(1));
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    finish();
  }

  @Nullable Segment segmentAt(long sequence) {
    var entry = segments.floorEntry(sequence);
    if (entry != null
        && (!entry.getValue().isSealed() || entry.getValue().endSequence() > sequence)) {
      return entry.getValue();
    }
    var next = segments.higherEntry(sequence);
    return next == null ? null : next.getValue();
  }
}
