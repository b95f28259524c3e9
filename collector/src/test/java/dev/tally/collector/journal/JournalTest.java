package dev.tally.collector.journal;

import static dev.tally.collector.journal.OpenJournal.SMALL;
import static dev.tally.collector.journal.OpenJournal.failure;
import static dev.tally.collector.journal.OpenJournal.text;
import static dev.tally.collector.journal.OpenJournal.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  @TempDir private Path path;

  @Test
  void readsBackWhatWasWritten() {
    try (OpenJournal open = new OpenJournal(path)) {
      open.write(7, 1, 40);
      assertThat(open.read(1)).isEqualTo(texts(7, 1, 40));
      assertThat(open.read(31)).isEqualTo(texts(7, 31, 40));
      assertThat(open.journal.acceptedTotal()).isEqualTo(40);
      assertThat(open.journal.durableSequence()).isEqualTo(40);
    }
  }

  @Test
  void keepsEverythingOverReopenings() throws IOException {
    for (int i = 0; i < 5; i++) {
      try (OpenJournal open = new OpenJournal(path)) {
        open.write(7, i * 10 + 1, i * 10 + 10);
        assertThat(open.read(1)).isEqualTo(texts(7, 1, i * 10 + 10));
        assertThat(open.journal.acceptedTotal()).isEqualTo(i * 10 + 10);
        assertThat(open.journal.damagedBytes()).isZero();
      }
    }
    assertThat(segmentFiles()).hasSizeGreaterThan(5);
  }

  @Test
  void dropsRepeatsAlsoAfterAReopeningAndAcrossSegments() {
    try (OpenJournal open = new OpenJournal(path)) {
      open.write(1, 1, 3);
      open.write(2, 1, 30);
      assertThat(open.append(1, 3, "again").join()).isTrue();
      assertThat(open.append(1, 1, "again").join()).isTrue();
    }
    try (OpenJournal open = new OpenJournal(path)) {
      assertThat(open.append(1, 3, "again").join()).isTrue();
      assertThat(open.append(2, 30, "again").join()).isTrue();
      assertThat(open.append(1, 4, "new").join()).isFalse();
      assertThat(open.journal.acceptedTotal()).isEqualTo(34);
    }
  }

  @Test
  void aSegmentOfIdentifiedBatchesAloneIsRolled() throws IOException {
    try (OpenJournal open = new OpenJournal(path)) {
      for (int number = 1; number <= 60; number++) {
        assertThat(open.appendIdentified(1, number, text(1, number)).join()).isFalse();
      }
      assertThat(segmentFiles()).hasSizeGreaterThan(3);
      assertThat(open.appendIdentified(1, 60, "again").join()).isTrue();
    }
  }

  @Test
  void remembersProducersOfSegmentsThatAreGone() throws IOException {
    try (OpenJournal open = new OpenJournal(path)) {
      open.write(1, 1, 3);
      open.write(2, 1, 60);
      open.journal.release(40);
      assertThat(open.read(1)).hasSizeLessThan(30).endsWith(text(2, 60));
    }
    try (OpenJournal open = new OpenJournal(path)) {
      assertThat(open.append(1, 3, "again").join()).isTrue();
      assertThat(open.append(1, 4, "new").join()).isFalse();
      assertThat(open.journal.acceptedTotal()).isEqualTo(64);
    }
  }

  /** Killed after everything was stored, and before anything new came. */
  @Test
  void remembersProducersWhenNothingIsLeftToStore() throws IOException {
    try (OpenJournal open = new OpenJournal(path)) {
      open.write(1, 1, 3);
    }
    for (int start = 0; start < 2; start++) {
      try (OpenJournal open = new OpenJournal(path, SMALL, new Journal.Start(3, 3, 3))) {
        open.journal.release(3);
        assertThat(open.read(4)).isEmpty();
      }
    }
    try (OpenJournal open = new OpenJournal(path)) {
      assertThat(open.append(1, 3, "again").join()).isTrue();
      assertThat(open.append(1, 4, "new").join()).isFalse();
      open.journal.release(4);
      assertThat(segmentFiles()).as("the new one says who they were").hasSize(1);
    }
  }

  /** Killed when a segment was begun, twice; the one before it is gone. */
  @Test
  void remembersProducersByASegmentWithoutBatches() throws IOException {
    try (OpenJournal open = new OpenJournal(path)) {
      open.write(1, 1, 3);
    }
    try (OpenJournal open = new OpenJournal(path)) {
      open.write(1, 4, 4);
    }
    List<Path> files = segmentFiles();
    assertThat(files).hasSize(2);
    Files.delete(files.getFirst());
    try (FileChannel last = FileChannel.open(files.getLast(), StandardOpenOption.WRITE)) {
      last.truncate(last.size() - JournalRecord.HEADER_BYTES - text(1, 4).length());
    }
    Journal.Start stored = new Journal.Start(3, 3, 3);
    new OpenJournal(path, SMALL, stored).close();
    try (OpenJournal open = new OpenJournal(path, SMALL, stored)) {
      assertThat(open.append(1, 3, "again").join()).isTrue();
      assertThat(open.append(1, 4, "new").join()).isFalse();
      assertThat(open.read(4)).containsExactly("new");
      assertThat(open.journal.damagedBytes()).isZero();
    }
  }

  @Test
  void comparesBatchNumbersUnsigned() {
    try (OpenJournal open = new OpenJournal(path)) {
      assertThat(open.append(1, Long.MAX_VALUE, "a").join()).isFalse();
      assertThat(open.append(1, Long.MIN_VALUE, "b").join()).isFalse();
      assertThat(open.append(1, Long.MAX_VALUE, "c").join()).isTrue();
    }
  }

  @Test
  void forgetsTheProducerThatWasSilentLongest() {
    try (OpenJournal open = new OpenJournal(path)) {
      for (long producer = 1; producer <= SMALL.producersMax(); producer++) {
        open.write(producer, 1, 1);
      }
      assertThat(open.append(1, 1, "again").join()).isTrue();
      open.write(99, 1, 1);
      assertThat(open.append(1, 1, "forgotten").join()).isFalse();
      assertThat(open.append(3, 1, "again").join()).isTrue();
    }
  }

  @Test
  void writesManyAppendsWithOneOrder() {
    try (OpenJournal open = new OpenJournal(path)) {
      List<CompletableFuture<Boolean>> appends = new ArrayList<>();
      for (long number = 1; number <= 300; number++) {
        appends.add(open.append(5, number, text(5, number)));
        appends.add(open.append(5, number, "twice"));
      }
      for (int i = 0; i < appends.size(); i++) {
        assertThat(appends.get(i).join()).isEqualTo(i % 2 == 1);
      }
      assertThat(open.read(1)).isEqualTo(texts(5, 1, 300));
    }
  }

  @Test
  void deletesWhatIsReleasedAndNothingElse() throws IOException {
    try (OpenJournal open = new OpenJournal(path)) {
      open.write(7, 1, 100);
      long before = open.journal.bytes();
      open.journal.release(50);
      assertThat(open.read(51)).isEqualTo(texts(7, 51, 100));
      assertThat(open.journal.bytes()).isLessThan(before * 2 / 3);
      assertThat(open.journal.bytes()).isEqualTo(fileBytes());
      open.journal.release(100);
      assertThat(segmentFiles()).hasSize(1);
      assertThat(open.journal.bytes()).isEqualTo(fileBytes());
    }
  }

  @Test
  void refusesAtItsLimitAndTakesAgainAfterARelease() {
    try (OpenJournal open = new OpenJournal(path)) {
      long number = 0;
      TallyException refusal = null;
      while (refusal == null) {
        try {
          open.append(7, number + 1, text(7, number + 1)).join();
          number++;
        } catch (TallyException e) {
          refusal = e;
        }
      }
      assertThat(refusal.code()).isEqualTo(ErrorCode.JOURNAL_FULL);
      assertThat(open.journal.bytes()).isBetween(SMALL.bytesMax() - 500, SMALL.bytesMax() + 500);
      open.journal.release(number / 2);
      assertThat(open.append(7, number + 1, "more").join()).isFalse();
    }
  }

  @Test
  void aBatchLargerThanASegmentGetsOneOfItsOwn() {
    try (OpenJournal open = new OpenJournal(path)) {
      open.write(7, 1, 2);
      String large = "y".repeat(3 * SMALL.segmentBytesMax());
      assertThat(open.append(7, 3, large).join()).isFalse();
      open.write(7, 4, 5);
      assertThat(open.read(1))
          .containsExactly(text(7, 1), text(7, 2), large, text(7, 4), text(7, 5));
    }
  }

  @Test
  void aFullDiskFailsTheBatchAndWhatIsBehindItAndHealsWithRoom() {
    FullDisk disk = new FullDisk(100_000);
    try (OpenJournal open = new OpenJournal(path, SMALL, disk)) {
      open.write(7, 1, 20);
      disk.setRoom(70);
      assertThat(failure(open.append(7, 21, text(7, 21)))).isEqualTo(ErrorCode.DISK_FULL);
      assertThat(failure(open.append(7, 21, text(7, 21)))).isEqualTo(ErrorCode.DISK_FULL);
      assertThat(open.journal.isFailing()).isTrue();
      assertThat(open.read(1)).isEqualTo(texts(7, 1, 20));
      disk.setRoom(100_000);
      open.writeStubbornly(7, 21, 40);
      assertThat(open.journal.isFailing()).isFalse();
      assertThat(open.read(1)).isEqualTo(texts(7, 1, 40));
    }
    try (OpenJournal open = new OpenJournal(path)) {
      assertThat(open.read(1)).isEqualTo(texts(7, 1, 40));
      assertThat(open.journal.damagedBytes()).isZero();
    }
  }

  @Test
  void aFailedSyncFailsTheBatchAndALaterCopyIsTaken() {
    FullDisk disk = new FullDisk(1_000_000);
    try (OpenJournal open = new OpenJournal(path, SMALL, disk)) {
      open.write(7, 1, 20);
      disk.failSync(true);
      assertThat(failure(open.append(7, 21, "lost"))).isEqualTo(ErrorCode.JOURNAL_FAILED);
      disk.failSync(false);
      open.writeStubbornly(7, 21, 22);
    }
    try (OpenJournal open = new OpenJournal(path)) {
      assertThat(open.read(1)).isEqualTo(texts(7, 1, 22));
    }
  }

  @Test
  void aDiskThatIsFullFromTheStartHealsToo() {
    FullDisk disk = new FullDisk(10);
    try (OpenJournal open = new OpenJournal(path, SMALL, disk)) {
      assertThat(failure(open.append(7, 1, text(7, 1)))).isEqualTo(ErrorCode.DISK_FULL);
      disk.setRoom(100_000);
      open.writeStubbornly(7, 1, 3);
      assertThat(open.read(1)).isEqualTo(texts(7, 1, 3));
    }
  }

  @Test
  void aCursorFollowsThroughFailuresAndSegments() throws IOException {
    Random random = new Random(17);
    FullDisk disk = new FullDisk(1_000_000);
    try (OpenJournal open = new OpenJournal(path, SMALL, disk);
        JournalCursor cursor = open.journal.cursor(1)) {
      long next = 1;
      long read = 1;
      for (int i = 0; i < 300; i++) {
        boolean full = random.nextInt(5) == 0;
        disk.setRoom(full ? random.nextInt(150) : 1_000_000);
        CompletableFuture<Boolean> append = open.append(7, next, text(7, next));
        if (append.handle((repeat, failure) -> failure == null).join()) {
          next++;
        }
        if (random.nextBoolean()) {
          for (JournalRecord r = cursor.next(); r != null; r = cursor.next()) {
            assertThat(r.sequence()).isEqualTo(read);
            assertThat(r.number()).isEqualTo(read);
            read++;
          }
          assertThat(read).isEqualTo(next);
          open.journal.release(read - 1);
        }
      }
      assertThat(next).isGreaterThan(150);
      assertThat(open.journal.damagedBytes()).isZero();
    }
  }

  @Test
  void takesNothingOnceFinished() {
    try (OpenJournal open = new OpenJournal(path)) {
      CompletableFuture<Boolean> last = open.append(7, 1, "a");
      open.journal.finish();
      assertThat(last).isCompletedWithValue(false);
      assertThatThrownBy(() -> open.append(7, 2, "b"))
          .isInstanceOfSatisfying(
              TallyException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.COLLECTOR_STOPPING));
      assertThat(open.read(1)).containsExactly("a");
    }
  }

  private List<Path> segmentFiles() throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      return files.filter(file -> file.toString().endsWith(".segment")).sorted().toList();
    }
  }

  private long fileBytes() throws IOException {
    long sum = 0;
    for (Path file : segmentFiles()) {
      sum += Files.size(file);
    }
    return sum;
  }
}
