package dev.tally.collector.block;

import dev.tally.collector.journal.Disk;
import dev.tally.collector.journal.JournalDirectory;
import dev.tally.collector.journal.JournalFailure;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which blocks were planned and which are stored, in the file {@code blocks} of the journal's
 * directory. Every entry is synced before the method returns. Entries are 64 bytes, little-endian:
 *
 * <pre>
 *  0 int   CRC32C of the rest
 *  4 int   1 planned, 2 stored, 3 number: blocks up to this one exist, or may
 *  8 long  block
 * 16 long  first sequence
 * 24 long  last sequence
 * 32 long  watermark
 * 40 long  stored only: events accepted up to and with this block
 * 48 long  stored only: events stored so far
 * 56 long  stored only: events rejected so far
 * </pre>
 *
 * <p>Thread-safe. The file is rewritten when it is opened and when it has grown.
 */
public final class BlocksLog implements Closeable {
  /** The file is rewritten with what still counts when it has grown to this size. */
  static final int LOG_BYTES_MAX = 1 << 20;

  private static final Logger log = LoggerFactory.getLogger(BlocksLog.class);
  private static final String FILE = "blocks";
  private static final int ENTRY_BYTES = BlocksState.ENTRY_BYTES;

  private final Path directory;
  private final Path path;
  private final Disk disk;
  private final BlocksState state;
  private FileChannel channel;
  private long length;

  private BlocksLog(Path directory, Disk disk) throws IOException {
    this.directory = directory;
    this.path = directory.resolve(FILE);
    this.disk = disk;
    this.state = BlocksState.read(path);
    state.reportDamage(path);
    this.channel = rewrite();
  }

  /**
   * @throws TallyException JOURNAL_FAILED or DISK_FULL
   */
  public static BlocksLog open(JournalDirectory directory, Disk disk) {
    try {
      return new BlocksLog(directory.path(), disk);
    } catch (IOException e) {
      throw failure(directory.path().resolve(FILE), e);
    }
  }

  /**
   * What the file says, read without changing it; the directory's owner must not have it open.
   *
   * @throws TallyException JOURNAL_FAILED
   */
  public static BlocksSummary examine(JournalDirectory directory) {
    Path path = directory.path().resolve(FILE);
    try {
      return BlocksState.read(path).summary();
    } catch (IOException e) {
      throw new TallyException(
          ErrorCode.JOURNAL_FAILED, "can't read " + path + ": " + e.getMessage(), e);
    }
  }

  private static TallyException failure(Path path, IOException cause) {
    return JournalFailure.of("can't write " + path, cause);
  }

  /**
   * To be called, and to have returned, before any of the block is inserted.
   *
   * @throws TallyException JOURNAL_FAILED or DISK_FULL; nothing was noted
   */
  public synchronized void planned(BlockPlan plan) {
    append(encode(BlocksState.PLANNED, plan, Settled.NOTHING));
    state.notePlanned(plan);
  }

  /**
   * The engine has confirmed all of the block.
   *
   * @throws TallyException JOURNAL_FAILED or DISK_FULL; nothing was noted
   */
  public synchronized void stored(BlockPlan plan, Settled now) {
    append(encode(BlocksState.STORED, plan, now));
    state.noteStored(plan, now);
  }

  private void append(ByteBuffer entry) {
    try {
      if (length >= LOG_BYTES_MAX) {
        FileChannel grown = channel;
        channel = rewrite();
        grown.close();
      }
      writeAt(channel, length, entry);
      channel.force(false);
      length += ENTRY_BYTES;
    } catch (IOException e) {
      try {
        channel.truncate(length);
      } catch (IOException second) {
        e.addSuppressed(second);
      }
      throw failure(path, e);
    }
  }

  /** Writes what still counts to a new file in the old one's place. */
  private FileChannel rewrite() throws IOException {
    Path fresh = path.resolveSibling(FILE + ".new");
    FileChannel target =
        disk.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING);
    try {
      length = writeState(target);
      target.force(true);
      Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
      Disk.syncDirectory(directory);
      return target;
    } catch (IOException e) {
      target.close();
      throw e;
    }
  }

  private long writeState(FileChannel target) throws IOException {
    long written = 0;
    if (state.lastBlock() > 0) {
      ByteBuffer number = entry(BlocksState.NUMBER).putLong(8, state.lastBlock());
      written += writeAt(target, written, seal(number));
    }
    BlockPlan lastStored = state.lastStored();
    if (lastStored != null) {
      written += writeAt(target, written, encode(BlocksState.STORED, lastStored, state.settled()));
    }
    for (BlockPlan plan : state.unfinished().values()) {
      written += writeAt(target, written, encode(BlocksState.PLANNED, plan, Settled.NOTHING));
    }
    return written;
  }

  private static int writeAt(FileChannel target, long position, ByteBuffer entry)
      throws IOException {
    int written = 0;
    while (entry.hasRemaining()) {
      written += target.write(entry, position + written);
    }
    return written;
  }

  private static ByteBuffer encode(int kind, BlockPlan plan, Settled now) {
    ByteBuffer entry = entry(kind);
    entry.putLong(8, plan.block()).putLong(16, plan.firstSequence());
    entry.putLong(24, plan.lastSequence()).putLong(32, plan.watermark());
    entry.putLong(40, now.acceptedThrough()).putLong(48, now.stored()).putLong(56, now.rejected());
    return seal(entry);
  }

  private static ByteBuffer entry(int kind) {
    return ByteBuffer.allocate(ENTRY_BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(4, kind);
  }

  private static ByteBuffer seal(ByteBuffer entry) {
    return entry.putInt(0, BlocksState.checksum(entry));
  }

  /** Planned and not stored, ascending. */
  public synchronized List<BlockPlan> unfinished() {
    return List.copyOf(state.unfinished().values());
  }

  /** The number that the next plan takes. */
  public synchronized long nextBlock() {
    return state.lastBlock() + 1;
  }

  /** Every batch up to this sequence is stored; 0 before the first block. */
  public synchronized long storedThrough() {
    return state.storedThrough();
  }

  /** Every batch up to this sequence is in a block; 0 before the first. */
  public synchronized long plannedThrough() {
    return state.plannedThrough();
  }

  public synchronized Settled settled() {
    return state.settled();
  }

  @Override
  public synchronized void close() {
    try {
      channel.close();
    } catch (IOException e) {
      log.warn("{}: {}", path, e.toString());
    }
  }
}
