package dev.tally.collector.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tally.collector.journal.Disk;
import dev.tally.collector.journal.FullDisk;
import dev.tally.collector.journal.JournalDirectory;
import dev.tally.error.TallyException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlocksLogTest {
  private static final BlockPlan FIRST = new BlockPlan(1, 1, 10, 3);
  private static final BlockPlan SECOND = new BlockPlan(2, 11, 11, 4);
  private static final Settled AFTER_FIRST = new Settled(100, 90, 10);

  @TempDir private Path path;

  @Test
  void startsWithNothing() {
    withLog(
        Disk.REAL,
        log -> {
          assertThat(log.unfinished()).isEmpty();
          assertThat(log.nextBlock()).isEqualTo(1);
          assertThat(log.storedThrough()).isZero();
          assertThat(log.plannedThrough()).isZero();
          assertThat(log.settled()).isEqualTo(Settled.NOTHING);
        });
  }

  @Test
  void remembersPlansUntilTheyAreStored() {
    withLog(
        Disk.REAL,
        log -> {
          log.planned(FIRST);
          log.planned(SECOND);
          log.stored(FIRST, AFTER_FIRST);
        });
    for (int i = 0; i < 3; i++) {
      withLog(Disk.REAL, BlocksLogTest::assertFirstStored);
    }
    withLog(Disk.REAL, log -> log.stored(SECOND, new Settled(101, 91, 10)));
    withLog(
        Disk.REAL,
        log -> {
          assertThat(log.unfinished()).isEmpty();
          assertThat(log.nextBlock()).isEqualTo(3);
          assertThat(log.storedThrough()).isEqualTo(11);
          assertThat(log.settled()).isEqualTo(new Settled(101, 91, 10));
        });
  }

  private static void assertFirstStored(BlocksLog log) {
    assertThat(log.unfinished()).containsExactly(SECOND);
    assertThat(log.nextBlock()).isEqualTo(3);
    assertThat(log.storedThrough()).isEqualTo(10);
    assertThat(log.plannedThrough()).isEqualTo(11);
    assertThat(log.settled()).isEqualTo(AFTER_FIRST);
  }

  @Test
  void anEntryTornAtAnyByteIsLeftOutAndItsNumberIsNotUsedAgain() throws IOException {
    withLog(
        Disk.REAL,
        log -> {
          log.planned(FIRST);
          log.stored(FIRST, AFTER_FIRST);
          log.planned(SECOND);
        });
    byte[] whole = Files.readAllBytes(path.resolve("blocks"));
    for (int cut = 1; cut < 64; cut++) {
      Files.write(path.resolve("blocks"), Arrays.copyOf(whole, whole.length - cut));
      for (int reopened = 0; reopened < 2; reopened++) {
        withLog(
            Disk.REAL,
            log -> {
              assertThat(log.unfinished()).isEmpty();
              assertThat(log.storedThrough()).isEqualTo(10);
              assertThat(log.nextBlock()).isEqualTo(3);
            });
      }
    }
  }

  @Test
  void aFailedEntryIsNotNotedAndALaterOneIs() {
    FullDisk disk = new FullDisk(1_000_000);
    withLog(
        disk,
        log -> {
          log.planned(FIRST);
          disk.setRoom(20);
          assertThatThrownBy(() -> log.planned(SECOND)).isInstanceOf(TallyException.class);
          assertThat(log.unfinished()).containsExactly(FIRST);
          disk.setRoom(1_000);
          log.planned(SECOND);
          assertThat(log.unfinished()).containsExactly(FIRST, SECOND);
        });
    withLog(Disk.REAL, log -> assertThat(log.unfinished()).containsExactly(FIRST, SECOND));
  }

  @Test
  void staysSmall() throws IOException {
    int blocks = BlocksLog.LOG_BYTES_MAX / 100;
    withLog(
        FullDisk.withoutSync(),
        log -> {
          for (int i = 1; i <= blocks; i++) {
            BlockPlan plan = new BlockPlan(i, i, i, 1);
            log.planned(plan);
            log.stored(plan, new Settled(i, i, 0));
          }
        });
    assertThat(Files.size(path.resolve("blocks"))).isLessThan(BlocksLog.LOG_BYTES_MAX);
    withLog(Disk.REAL, log -> assertThat(log.settled()).isEqualTo(new Settled(blocks, blocks, 0)));
  }

  private void withLog(Disk disk, Consumer<BlocksLog> test) {
    try (JournalDirectory directory = JournalDirectory.open(path, new Random(1));
        BlocksLog log = BlocksLog.open(directory, disk)) {
      test.accept(log);
    }
  }
}
