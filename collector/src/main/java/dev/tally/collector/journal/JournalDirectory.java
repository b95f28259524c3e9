package dev.tally.collector.journal;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The directory that belongs to one collector: its lock against a second process and its identity.
 */
public final class JournalDirectory implements Closeable {
  static final String SEGMENT_SUFFIX = ".segment";

  private static final String LOCK_FILE = "lock";
  private static final String ID_FILE = "collector-id";
  private static final int ID_DIGITS = 16;

  private final Path path;
  private final FileChannel lockChannel;
  private final long id;

  private JournalDirectory(Path path, FileChannel lockChannel, long id) {
    this.path = path;
    this.lockChannel = lockChannel;
    this.id = id;
  }

  /**
   * Creates the directory, and the collector's id, where there is none yet.
   *
   * @throws TallyException JOURNAL_IN_USE, JOURNAL_CORRUPT when there are segments but no id,
   *     DISK_FULL or JOURNAL_FAILED
   */
  public static JournalDirectory open(Path path, RandomGenerator random) {
    FileChannel lockChannel = null;
    try {
      Files.createDirectories(path);
      lockChannel = lock(path);
      return new JournalDirectory(path, lockChannel, identity(path, random));
    } catch (IOException e) {
      closeQuietly(lockChannel);
      throw JournalFailure.of("can't open the journal " + path, e);
    } catch (TallyException e) {
      closeQuietly(lockChannel);
      throw e;
    }
  }

  /**
   * As {@link #open}, but only what is a journal already.
   *
   * @throws TallyException NOT_FOUND
   */
  public static JournalDirectory openExisting(Path path) {
    if (!Files.exists(path.resolve(ID_FILE)) && !holdsSegments(path)) {
      throw new TallyException(
          ErrorCode.NOT_FOUND,
          path + " is no journal: name the folder that holds a " + ID_FILE + " file");
    }
    return open(path, RandomGenerator.getDefault());
  }

  private static boolean holdsSegments(Path path) {
    try {
      return Files.isDirectory(path) && hasSegments(path);
    } catch (IOException e) {
      throw JournalFailure.of("can't open the journal " + path, e);
    }
  }

  private static FileChannel lock(Path path) throws IOException {
    FileChannel channel =
        FileChannel.open(
            path.resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      // Held by another collector of this process; answered like that of another process.
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    channel.close();
    throw new TallyException(
        ErrorCode.JOURNAL_IN_USE,
        "the journal "
            + path
            + " is in use by another collector: stop it, or name another journal");
  }

  private static long identity(Path path, RandomGenerator random) throws IOException {
    Path file = path.resolve(ID_FILE);
    if (Files.exists(file)) {
      String text = Files.readString(file, StandardCharsets.US_ASCII).strip();
      try {
        if (text.length() == ID_DIGITS) {
          return HexFormat.fromHexDigitsToLong(text);
        }
      } catch (IllegalArgumentException e) {
        // Answered below like any other text that is no id.
      }
      throw new TallyException(
          ErrorCode.JOURNAL_CORRUPT,
          file
              + " does not hold "
              + ID_DIGITS
              + " hex digits: restore it, or move the journal away");
    }
    if (hasSegments(path)) {
      throw new TallyException(
          ErrorCode.JOURNAL_CORRUPT,
          "the journal "
              + path
              + " has lost its "
              + ID_FILE
              + ": restore it, or move the journal away");
    }
    long id = random.nextLong();
    writeWhole(path, file, HexFormat.of().toHexDigits(id) + "\n");
    return id;
  }

  private static boolean hasSegments(Path path) throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      return files.anyMatch(file -> file.toString().endsWith(SEGMENT_SUFFIX));
    }
  }

  private static void writeWhole(Path directory, Path file, String text) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + ".new");
    try (FileChannel channel =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    Disk.syncDirectory(directory);
  }

  private static void closeQuietly(@Nullable FileChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        // The failure that led here is the one to report.
      }
    }
  }

  public Path path() {
    return path;
  }

  /** 16 hex digits, random, the same for as long as the directory lives. */
  public String collectorId() {
    return HexFormat.of().toHexDigits(id);
  }

  /** Enters every checksum of the journal; producers can't know it. */
  long salt() {
    return id;
  }

  @Override
  public void close() {
    closeQuietly(lockChannel);
  }
}
