package dev.tally.collector.block;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the entries of {@link BlocksLog} come to. Not thread-safe. */
final class BlocksState {
  static final int ENTRY_BYTES = 64;
  static final int PLANNED = 1;
  static final int STORED = 2;
  static final int NUMBER = 3;

  private static final Logger log = LoggerFactory.getLogger(BlocksState.class);

  private final NavigableMap<Long, BlockPlan> unfinished = new TreeMap<>();
  private final List<Long> unreadable = new ArrayList<>();
  private @Nullable BlockPlan lastStored;
  private Settled settled = Settled.NOTHING;
  private long lastBlock;
  private long length;

  /** Reads the file, if it is there, and changes nothing. */
  static BlocksState read(Path path) throws IOException {
    BlocksState state = new BlocksState();
    if (Files.exists(path)) {
      state.read(ByteBuffer.wrap(Files.readAllBytes(path)));
    }
    return state;
  }

  private void read(ByteBuffer file) {
    length = file.remaining();
    int at = 0;
    for (; at + ENTRY_BYTES <= length; at += ENTRY_BYTES) {
      ByteBuffer entry = file.slice(at, ENTRY_BYTES).order(ByteOrder.LITTLE_ENDIAN);
      if (entry.getInt(0) == checksum(entry)) {
        take(entry);
      } else {
        unreadable.add((long) at);
      }
    }
    if (at < length) {
      unreadable.add((long) at);
    }
    if (!unreadable.isEmpty()) {
      // The number of a plan that can't be read may be in use: it is left out.
      lastBlock++;
    }
  }

  void reportDamage(Path path) {
    if (!unreadable.isEmpty()) {
      log.warn(
          "{}: {} of its entries can't be read; the next block number is left out to be safe",
          path,
          unreadable.size());
    }
  }

  private void take(ByteBuffer entry) {
    if (entry.getInt(4) == NUMBER) {
      lastBlock = Math.max(lastBlock, entry.getLong(8));
      return;
    }
    BlockPlan plan =
        new BlockPlan(
            entry.getLong(8), entry.getLong(16), entry.getLong(24), (int) entry.getLong(32));
    if (entry.getInt(4) == PLANNED) {
      notePlanned(plan);
    } else {
      noteStored(plan, new Settled(entry.getLong(40), entry.getLong(48), entry.getLong(56)));
    }
  }

  static int checksum(ByteBuffer entry) {
    CRC32C crc = new CRC32C();
    crc.update(entry.slice(Integer.BYTES, ENTRY_BYTES - Integer.BYTES));
    return (int) crc.getValue();
  }

  void notePlanned(BlockPlan plan) {
    unfinished.put(plan.block(), plan);
    lastBlock = Math.max(lastBlock, plan.block());
  }

  void noteStored(BlockPlan plan, Settled now) {
    unfinished.remove(plan.block());
    lastBlock = Math.max(lastBlock, plan.block());
    lastStored = plan;
    settled = now;
  }

  NavigableMap<Long, BlockPlan> unfinished() {
    return unfinished;
  }

  @Nullable BlockPlan lastStored() {
    return lastStored;
  }

  long lastBlock() {
    return lastBlock;
  }

  Settled settled() {
    return settled;
  }

  long storedThrough() {
    return lastStored == null ? 0 : lastStored.lastSequence();
  }

  long plannedThrough() {
    return unfinished.isEmpty()
        ? storedThrough()
        : unfinished.lastEntry().getValue().lastSequence();
  }

  BlocksSummary summary() {
    return new BlocksSummary(
        storedThrough(), plannedThrough(), unfinished.size(), settled, damaged());
  }

  /** Without the last entry, which a crash may have torn. */
  private List<Long> damaged() {
    return unreadable.stream().filter(at -> at + ENTRY_BYTES < length).toList();
  }
}
