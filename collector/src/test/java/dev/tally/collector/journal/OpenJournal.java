package dev.tally.collector.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A journal under test, with its directory; batches are texts. */
final class OpenJournal implements AutoCloseable {
  static final JournalSettings SMALL = new JournalSettings(64 << 10, 1 << 10, 1 << 20, 10);

  private final JournalDirectory directory;
  final Journal journal;

  OpenJournal(Path path) {
    this(path, SMALL, Disk.REAL);
  }

  OpenJournal(Path path, JournalSettings settings, Disk disk) {
    this(path, settings, disk, Journal.Start.NEW);
  }

  /** As a collector opens it whose file of blocks says more. */
  OpenJournal(Path path, JournalSettings settings, Journal.Start start) {
    this(path, settings, Disk.REAL, start);
  }

  private OpenJournal(Path path, JournalSettings settings, Disk disk, Journal.Start start) {
    directory = JournalDirectory.open(path, new Random(1));
    journal = Journal.open(directory, settings, start, disk);
  }

  /** Completes with whether it was a repeat, once it is on disk. */
  CompletableFuture<Boolean> append(long producer, long number, String text) {
    return append(producer, number, text.getBytes(StandardCharsets.UTF_8));
  }

  CompletableFuture<Boolean> append(long producer, long number, byte[] payload) {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    journal.append(batch(producer, number, payload, done));
    return done;
  }

  /** One event whose id is the batch's number. */
  CompletableFuture<Boolean> appendIdentified(long producer, long number, String text) {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    journal.append(
        batch(producer, number, text.getBytes(StandardCharsets.UTF_8), done)
            .identifiedBy(
                new Submission.Identified() {
                  @Override
                  public long[] ids() {
                    return new long[] {producer, number};
                  }

                  @Override
                  public byte[] without(BitSet repeats) {
                    return new byte[0];
                  }
                }));
    return done;
  }

  private static Submission batch(
      long producer, long number, byte[] payload, CompletableFuture<Boolean> done) {
    return new Submission(
        producer,
        -producer,
        number,
        1_000 + number,
        1,
        payload,
        new Submission.Completion() {
          @Override
          public void durable(boolean repeat) {
            done.complete(repeat);
          }

          @Override
          public void failed(TallyException reason) {
            done.completeExceptionally(reason);
          }
        });
  }

  void write(long producer, long from, long to) {
    for (long number = from; number <= to; number++) {
      assertThat(append(producer, number, text(producer, number)).join()).isFalse();
    }
  }

  /** Sends again as a producer would: what fails takes with it whatever comes in meanwhile. */
  void writeStubbornly(long producer, long from, long to) {
    for (long number = from; number <= to; number++) {
      boolean taken = false;
      while (!taken) {
        CompletableFuture<Boolean> append = append(producer, number, text(producer, number));
        taken = append.handle((repeat, failure) -> failure == null).join();
      }
    }
  }

  static String text(long producer, long number) {
    return "batch " + number + " of " + producer + ", " + "x".repeat((int) (number % 50));
  }

  static List<String> texts(long producer, long from, long to) {
    List<String> texts = new ArrayList<>();
    for (long number = from; number <= to; number++) {
      texts.add(text(producer, number));
    }
    return texts;
  }

  List<String> read(long fromSequence) {
    List<String> texts = new ArrayList<>();
    try (JournalCursor cursor = journal.cursor(fromSequence)) {
      for (JournalRecord record = cursor.next(); record != null; record = cursor.next()) {
        texts.add(
            new String(
                record.bytes(),
                record.payloadOffset(),
                record.payloadLength(),
                StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return texts;
  }

  static ErrorCode failure(CompletableFuture<Boolean> append) {
    try {
      append.join();
      throw new AssertionError("should have failed");
    } catch (CompletionException e) {
      assertThat(e.getCause()).isInstanceOf(TallyException.class);
      return ((TallyException) e.getCause()).code();
    }
  }

  @Override
  public void close() {
    journal.close();
    directory.close();
  }
}
