package dev.tally.collector.journal;

import static dev.tally.collector.journal.OpenJournal.SMALL;
import static dev.tally.collector.journal.OpenJournal.text;
import static dev.tally.collector.journal.OpenJournal.texts;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalDamageTest {
  private static final JournalSettings ONE_SEGMENT = SMALL.withBytesMax(2 << 20, 1 << 20);

  @TempDir private Path path;

  @Test
  void aTailTornAtAnyByteIsCutAndTheRestIsThere() throws IOException {
    List<Long> ends = new ArrayList<>();
    try (OpenJournal open = new OpenJournal(path, ONE_SEGMENT, Disk.REAL)) {
      for (int number = 1; number <= 4; number++) {
        open.write(7, number, number);
        ends.add(open.journal.bytes());
      }
    }
    byte[] whole = Files.readAllBytes(onlySegment());
    for (int size = SegmentHeader.BYTES; size < whole.length; size++) {
      int bytes = size;
      long intact = ends.stream().filter(end -> end <= bytes).count();
      resetTo(whole, size);
      try (OpenJournal open = new OpenJournal(path, ONE_SEGMENT, FullDisk.withoutSync())) {
        assertThat(open.read(1)).isEqualTo(texts(7, 1, intact));
        assertThat(open.journal.damagedBytes()).isZero();
        open.write(7, intact + 1, 5);
        assertThat(open.read(1)).isEqualTo(texts(7, 1, 5));
      }
    }
  }

  @Test
  void garbageAfterTheLastRecordIsCut() throws IOException {
    try (OpenJournal open = new OpenJournal(path, ONE_SEGMENT, Disk.REAL)) {
      open.write(7, 1, 4);
    }
    byte[] whole = Files.readAllBytes(onlySegment());
    byte[] garbage = new byte[whole.length + 3_000];
    new Random(3).nextBytes(garbage);
    System.arraycopy(whole, 0, garbage, 0, whole.length);
    Files.write(onlySegment(), garbage);
    try (OpenJournal open = new OpenJournal(path, ONE_SEGMENT, Disk.REAL)) {
      assertThat(open.read(1)).isEqualTo(texts(7, 1, 4));
      assertThat(open.journal.damagedBytes()).isZero();
    }
  }

  @Test
  void aDamagedRecordInTheMiddleIsLostAloneAndTheFileIsKept() throws IOException {
    try (OpenJournal open = new OpenJournal(path, ONE_SEGMENT, Disk.REAL)) {
      open.write(7, 1, 9);
    }
    damage(onlySegment(), text(7, 5));
    try (OpenJournal open = new OpenJournal(path, ONE_SEGMENT, Disk.REAL)) {
      assertThat(open.read(1)).hasSize(8).doesNotContain(text(7, 5)).endsWith(text(7, 9));
      assertThat(open.journal.damagedBytes())
          .isEqualTo(JournalRecord.HEADER_BYTES + text(7, 5).length());
      assertThat(open.journal.acceptedTotal()).isEqualTo(9);
      open.write(7, 10, 10);
      open.journal.release(9);
      assertThat(corruptFiles()).hasSize(1);
      assertThat(open.read(1)).containsExactly(text(7, 10));
    }
  }

  /** Its five batches are synced together; then one is damaged. */
  private void writeOneGroup() throws IOException {
    FullDisk disk = new FullDisk(Long.MAX_VALUE);
    try (OpenJournal open = new OpenJournal(path, ONE_SEGMENT, disk)) {
      open.write(7, 1, 4);
      CountDownLatch opened = new CountDownLatch(1);
      disk.syncWaitsFor(opened);
      // The first sync takes this one alone; what comes meanwhile is the next group.
      long before = Files.size(onlySegment());
      CompletableFuture<Boolean> alone = open.append(7, 5, text(7, 5));
      Awaitility.await().until(() -> Files.size(onlySegment()) > before);
      List<CompletableFuture<Boolean>> group = new ArrayList<>();
      for (int number = 6; number <= 10; number++) {
        group.add(open.append(7, number, text(7, number)));
      }
      opened.countDown();
      alone.join();
      group.forEach(CompletableFuture::join);
    }
    damage(onlySegment(), text(7, 8));
  }

  @Test
  void damageInTheLastGroupIsTakenForATornTail() throws IOException {
    writeOneGroup();
    try (OpenJournal open = new OpenJournal(path, ONE_SEGMENT, Disk.REAL)) {
      assertThat(open.read(1)).isEqualTo(texts(7, 1, 7));
      assertThat(open.journal.damagedBytes()).isZero();
      assertThat(corruptFiles()).as("what is cut is kept").hasSize(1);
    }
  }

  @Test
  void damageInTheLastGroupIsKnownOnceABlockWasPlannedWithIt() throws IOException {
    writeOneGroup();
    Journal.Start planned = new Journal.Start(8, 0, 0);
    try (OpenJournal open = new OpenJournal(path, ONE_SEGMENT, planned)) {
      List<String> texts = texts(7, 1, 10);
      texts.remove(text(7, 8));
      assertThat(open.read(1)).as("what follows is not cut").isEqualTo(texts);
      assertThat(open.journal.damagedBytes())
          .isEqualTo(JournalRecord.HEADER_BYTES + text(7, 8).length());
      assertThat(open.append(7, 10, "again").join()).isTrue();
      open.write(7, 11, 11);
      open.journal.release(10);
      assertThat(corruptFiles()).hasSize(1);
    }
  }

  @Test
  void aPlannedEndThatIsDamagedIsLostAndCounted() throws IOException {
    try (OpenJournal open = new OpenJournal(path, ONE_SEGMENT, Disk.REAL)) {
      open.write(7, 1, 4);
    }
    damage(onlySegment(), text(7, 4));
    try (OpenJournal open = new OpenJournal(path, ONE_SEGMENT, new Journal.Start(4, 4, 3))) {
      assertThat(open.read(1)).isEqualTo(texts(7, 1, 3));
      assertThat(open.journal.damagedBytes())
          .isEqualTo(JournalRecord.HEADER_BYTES + text(7, 4).length());
      open.write(7, 5, 6);
      assertThat(open.read(4)).isEqualTo(texts(7, 5, 6));
      assertThat(open.journal.durableSequence()).isEqualTo(6);
    }
  }

  @Test
  void aDamagedSegmentAmongOthersDoesNotStopTheRest() throws IOException {
    try (OpenJournal open = new OpenJournal(path)) {
      open.write(7, 1, 60);
    }
    Path second = segments().get(1);
    byte[] noise = new byte[(int) Files.size(second)];
    new Random(4).nextBytes(noise);
    Files.write(second, noise);
    try (OpenJournal open = new OpenJournal(path)) {
      List<String> texts = open.read(1);
      assertThat(texts).startsWith(text(7, 1)).endsWith(text(7, 60)).hasSizeBetween(40, 59);
      assertThat(open.journal.damagedBytes()).isGreaterThanOrEqualTo(noise.length);
      assertThat(corruptFiles()).hasSize(1);
      assertThat(open.append(7, 60, "again").join()).isTrue();
      assertThat(open.journal.acceptedTotal()).isEqualTo(60);
    }
  }

  @Test
  void aDamagedSnapshotOfProducersCostsNoneOfThem() throws IOException {
    try (OpenJournal open = new OpenJournal(path)) {
      open.write(1, 1, 2);
      open.write(7, 1, 60);
    }
    try (RandomAccessFile file = new RandomAccessFile(segments().get(2).toFile(), "rw")) {
      file.seek(SegmentHeader.BYTES + 20);
      file.write(new byte[] {1, 2, 3, 4, 5});
    }
    try (OpenJournal open = new OpenJournal(path)) {
      assertThat(open.append(1, 2, "again").join()).isTrue();
      assertThat(open.read(1)).hasSize(62);
    }
  }

  @Test
  void damageThatComesWhileTheCollectorRunsIsPassedOverToo() throws IOException {
    try (OpenJournal open = new OpenJournal(path, ONE_SEGMENT, Disk.REAL)) {
      open.write(7, 1, 9);
      damage(onlySegment(), text(7, 5));
      assertThat(open.read(1)).hasSize(8).doesNotContain(text(7, 5));
      assertThat(open.journal.damagedBytes())
          .isEqualTo(JournalRecord.HEADER_BYTES + text(7, 5).length());
    }
  }

  @Test
  void bytesOfAProducerNeverPassForARecord() throws IOException {
    byte[] fake = "fake".getBytes(StandardCharsets.UTF_8);
    byte[] header = new byte[JournalRecord.HEADER_BYTES];
    new JournalRecord.Header(JournalRecord.KIND_BATCH, 1, 6, 0, 9, 9, 9, 9, 0)
        .write(header, 0, fake, 0, fake.length);
    byte[] marker = "marker".getBytes(StandardCharsets.UTF_8);
    byte[] hostile =
        ByteBuffer.allocate(marker.length + header.length + fake.length)
            .put(marker)
            .put(header)
            .put(fake)
            .array();
    try (OpenJournal open = new OpenJournal(path, ONE_SEGMENT, Disk.REAL)) {
      open.write(7, 1, 4);
      open.append(7, 5, hostile).join();
      open.write(7, 6, 8);
    }
    damage(onlySegment(), "marker");
    try (OpenJournal open = new OpenJournal(path, ONE_SEGMENT, Disk.REAL)) {
      assertThat(open.read(1)).doesNotContain("fake").hasSize(7).endsWith(text(7, 8));
    }
  }

  @Test
  void anyFlippedByteLosesAtMostOneRecord() throws IOException {
    try (OpenJournal open = new OpenJournal(path)) {
      open.write(7, 1, 30);
    }
    List<Path> files = segments();
    Path target = files.get(1);
    byte[] whole = Files.readAllBytes(target);
    for (int at = 0; at < whole.length; at++) {
      byte[] flipped = whole.clone();
      flipped[at] ^= (byte) 0x40;
      Files.write(target, flipped);
      JournalDirectory directory = JournalDirectory.open(path, new Random(1));
      JournalScan scan =
          JournalScan.run(
              directory,
              new Producers(10),
              EventIds.open(directory.path(), Disk.REAL),
              Journal.Start.NEW);
      directory.close();
      assertThat(scan.lastSequence()).as("byte %d", at).isEqualTo(30);
      assertThat(scan.damagedBytes()).as("byte %d", at).isPositive().isLessThan(300);
      assertThat(scan.segments()).hasSize(files.size());
    }
  }

  private void resetTo(byte[] whole, int size) throws IOException {
    for (Path file : segments()) {
      Files.delete(file);
    }
    byte[] part = new byte[size];
    System.arraycopy(whole, 0, part, 0, size);
    Files.write(Segment.path(path, 1), part);
  }

  private static void damage(Path file, String text) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
    assertThat(at).isPositive();
    bytes[at] ^= 1;
    Files.write(file, bytes);
  }

  private Path onlySegment() throws IOException {
    assertThat(segments()).hasSize(1);
    return segments().getFirst();
  }

  private List<Path> segments() throws IOException {
    return files(".segment");
  }

  private List<Path> corruptFiles() throws IOException {
    return files(".corrupt");
  }

  private List<Path> files(String suffix) throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    }
  }
}
