package dev.tally.collector.journal;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A new journal that takes batches out of another one. */
public final class JournalCopy implements Closeable {
  /** So many batches may wait for the disk. */
  private static final int WAITING_MAX = 64;

  private static final JournalSettings SETTINGS =
      new JournalSettings(
          Long.MAX_VALUE,
          JournalSettings.SEGMENT_BYTES_MAX_DEFAULT,
          Long.MAX_VALUE / 2,
          Producers.PRODUCERS_MAX);

  private final JournalDirectory directory;
  private final Journal journal;
  private final Semaphore room = new Semaphore(WAITING_MAX);
  private volatile @Nullable TallyException failure;
  private long batches;
  private long events;

  private JournalCopy(JournalDirectory directory, Journal journal) {
    this.directory = directory;
    this.journal = journal;
  }

  /**
   * @throws TallyException REQUEST_INVALID when there is something already
   */
  public static JournalCopy create(Path path) {
    requireEmpty(path);
    JournalDirectory directory = JournalDirectory.open(path, new SecureRandom());
    try {
      return new JournalCopy(
          directory, Journal.open(directory, SETTINGS, Journal.Start.NEW, Disk.REAL));
    } catch (TallyException e) {
      directory.close();
      throw e;
    }
  }

  private static void requireEmpty(Path path) {
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> files = Files.list(path)) {
      if (files.findAny().isPresent()) {
        throw new TallyException(
            ErrorCode.REQUEST_INVALID, path + " is not empty: name a new folder for the journal");
      }
    } catch (IOException e) {
      throw JournalFailure.of("can't look into " + path, e);
    }
  }

  /**
   * Adds the batch of {@code record}, followed by {@code suffix}.
   *
   * @throws TallyException when this batch, or one before it, could not be written
   */
  public void add(JournalRecord record, byte[] suffix) {
    room.acquireUninterruptibly();
    throwFailure();
    int length = record.payloadLength();
    byte[] bytes =
        Arrays.copyOfRange(
            record.bytes(),
            record.payloadOffset(),
            record.payloadOffset() + length + suffix.length);
    System.arraycopy(suffix, 0, bytes, length, suffix.length);
    Submission submission =
        new Submission(
            record.producerHigh(),
            record.producerLow(),
            record.number(),
            record.receivedMs(),
            record.events(),
            bytes,
            new Written());
    journal.append(record.isReplay() ? submission.asReplay() : submission);
    batches++;
    events += record.events();
  }

  private final class Written implements Submission.Completion {
    @Override
    public void durable(boolean repeat) {
      room.release();
    }

    @Override
    public void failed(TallyException reason) {
      failure = reason;
      room.release();
    }
  }

  private void throwFailure() {
    TallyException reason = failure;
    if (reason != null) {
      throw reason;
    }
  }

  /** Returns when everything is on disk. */
  public void finish() {
    journal.finish();
    throwFailure();
  }

  public long batches() {
    return batches;
  }

  public long events() {
    return events;
  }

  @Override
  public void close() {
    journal.close();
    directory.close();
  }
}
