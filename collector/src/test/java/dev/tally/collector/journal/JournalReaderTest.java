package dev.tally.collector.journal;

import static dev.tally.collector.journal.OpenJournal.SMALL;
import static dev.tally.collector.journal.OpenJournal.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalReaderTest {
  private static final JournalSettings ONE_SEGMENT = SMALL.withBytesMax(2 << 20, 1 << 20);

  @TempDir private Path path;

  @Test
  void showsEveryBatchAndChangesNothing() throws IOException {
    try (OpenJournal open = new OpenJournal(path)) {
      open.write(7, 1, 60);
      open.write(8, 1, 5);
    }
    Map<String, byte[]> before = content();
    List<Long> seen = new ArrayList<>();
    List<SegmentSummary> segments = read(seen);
    assertThat(seen).hasSize(65).isSorted().startsWith(1L).endsWith(65L);
    assertThat(segments).hasSizeGreaterThan(5);
    assertThat(segments.stream().mapToLong(SegmentSummary::batches).sum()).isEqualTo(65);
    assertThat(segments.stream().mapToLong(SegmentSummary::events).sum()).isEqualTo(65);
    assertThat(segments)
        .allSatisfy(
            segment -> {
              assertThat(segment.records()).isEqualTo(segment.batches() + 1);
              assertThat(segment.bytes())
                  .isEqualTo(before.getOrDefault(segment.file(), new byte[0]).length);
              assertThat(segment.damages()).isEmpty();
              assertThat(segment.tornBytes()).isZero();
            });
    assertThat(segments.getFirst().firstSequence()).isOne();
    assertThat(segments.getLast().lastSequence()).isEqualTo(65);
    assertThat(segments.getFirst().producers()).isOne();
    assertThat(content()).containsExactlyInAnyOrderEntriesOf(before);
  }

  @Test
  void everyFlippedByteIsFoundWhereItIs() throws IOException {
    try (OpenJournal open = new OpenJournal(path)) {
      open.write(7, 1, 30);
    }
    Path target = files().get(1);
    byte[] whole = Files.readAllBytes(target);
    for (int at = 0; at < whole.length; at++) {
      byte[] flipped = whole.clone();
      flipped[at] ^= (byte) 0x40;
      Files.write(target, flipped);
      int place = at;
      assertThat(read(new ArrayList<>()).get(1).damages())
          .as("byte %d", at)
          .singleElement()
          .satisfies(
              damage -> {
                assertThat(damage.file()).isEqualTo(target.getFileName().toString());
                assertThat((long) place)
                    .isBetween(damage.offset(), damage.offset() + damage.bytes() - 1);
              });
    }
  }

  @Test
  void saysWhichBatchesAreLost() throws IOException {
    try (OpenJournal open = new OpenJournal(path, ONE_SEGMENT, Disk.REAL)) {
      open.write(7, 1, 9);
    }
    byte[] bytes = Files.readAllBytes(files().getFirst());
    int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text(7, 5));
    bytes[at] ^= 1;
    Files.write(files().getFirst(), bytes);
    assertThat(read(new ArrayList<>()).getFirst().damages())
        .singleElement()
        .satisfies(damage -> assertThat(damage.line()).contains("batches at positions 5 to 5"));
  }

  @Test
  void aTornTailIsNoDamage() throws IOException {
    try (OpenJournal open = new OpenJournal(path, ONE_SEGMENT, Disk.REAL)) {
      open.write(7, 1, 9);
    }
    byte[] garbage = new byte[100];
    new Random(5).nextBytes(garbage);
    Files.write(files().getFirst(), garbage, StandardOpenOption.APPEND);
    SegmentSummary segment = read(new ArrayList<>()).getFirst();
    assertThat(segment.damages()).isEmpty();
    assertThat(segment.tornBytes()).isEqualTo(100);
    assertThat(segment.batches()).isEqualTo(9);
  }

  @Test
  void whatWasPlannedIsNoTornTail() throws IOException {
    try (OpenJournal open = new OpenJournal(path, ONE_SEGMENT, Disk.REAL)) {
      open.write(7, 1, 9);
    }
    byte[] bytes = Files.readAllBytes(files().getFirst());
    bytes[bytes.length - 1] ^= 1;
    Files.write(files().getFirst(), bytes);
    SegmentSummary unplanned = read(new ArrayList<>(), 8).getFirst();
    assertThat(unplanned.damages()).isEmpty();
    assertThat(unplanned.tornBytes()).isPositive();
    SegmentSummary planned = read(new ArrayList<>(), 9).getFirst();
    assertThat(planned.tornBytes()).isZero();
    assertThat(planned.damages())
        .singleElement()
        .satisfies(
            damage -> assertThat(damage.line()).contains("batches from position 9 on are lost"));
  }

  /** By bytes, not by time: what is stored costs a restart nothing. */
  @Test
  void aStartReadsWhatIsNotStoredAndLittleMore() throws IOException {
    try (OpenJournal open = new OpenJournal(path)) {
      open.write(7, 1, 400);
    }
    long total = 0;
    for (Path file : files()) {
      total += Files.size(file);
    }
    assertThat(bytesReadByAStart(0)).isGreaterThan(total * 9 / 10);
    for (long storedThrough : new long[] {100, 200, 300, 390, 400}) {
      long tail = total * (400 - storedThrough) / 400;
      assertThat(bytesReadByAStart(storedThrough))
          .as("stored through %d", storedThrough)
          .isLessThan(tail + 3L * SMALL.segmentBytesMax() + tail / 5);
    }
  }

  @Test
  void whatAStartDoesNotReadItKnowsAllTheSame() throws IOException {
    try (OpenJournal open = new OpenJournal(path)) {
      open.write(1, 1, 3);
      open.write(7, 1, 60);
    }
    try (JournalDirectory directory = JournalDirectory.open(path, new Random(1));
        Journal journal =
            Journal.open(directory, SMALL, new Journal.Start(50, 50, 50), Disk.REAL)) {
      assertThat(journal.acceptedTotal()).isEqualTo(63);
      assertThat(journal.durableSequence()).isEqualTo(63);
      journal.release(50);
      assertThat(journal.segments().firstEntry().getValue().endSequence()).isGreaterThan(51);
    }
    try (OpenJournal open = new OpenJournal(path)) {
      assertThat(open.append(1, 3, "again").join()).isTrue();
      assertThat(open.append(7, 60, "again").join()).isTrue();
    }
  }

  private long bytesReadByAStart(long storedThrough) throws IOException {
    try (JournalDirectory directory = JournalDirectory.open(path, new Random(1))) {
      EventIds eventIds = EventIds.open(path, Disk.REAL);
      return JournalScan.run(
              directory,
              new Producers(10),
              eventIds,
              new Journal.Start(storedThrough, storedThrough, storedThrough))
          .bytesRead();
    }
  }

  private List<SegmentSummary> read(List<Long> sequences) throws IOException {
    return read(sequences, 0);
  }

  private List<SegmentSummary> read(List<Long> sequences, long syncedThrough) throws IOException {
    try (JournalDirectory directory = JournalDirectory.openExisting(path)) {
      return new JournalReader(directory, syncedThrough)
          .read(record -> sequences.add(record.sequence()));
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      return files.filter(file -> file.toString().endsWith(".segment")).sorted().toList();
    }
  }

  private Map<String, byte[]> content() throws IOException {
    Map<String, byte[]> content = new HashMap<>();
    for (Path file : files()) {
      content.put(file.getFileName().toString(), Files.readAllBytes(file));
    }
    return content;
  }
}
