package dev.tally.collector.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Ids of events whose segments are gone: files of 16-byte ids, only ever added to. Twice the same
 * id does no harm, and a torn end is passed over: what it held is still in a segment. Each start
 * writes what it read as one file and begins the next. One thread at a time.
 */
final class IdLog {
  private static final Pattern NAME = Pattern.compile("event-ids-([0-9]{1,18})");
  private static final int CHUNK_BYTES = 64 << 10;

  private final Path directory;
  private final Disk disk;
  private final int idsMax;
  private final Deque<IdFile> files = new ArrayDeque<>();
  private long nextNumber = 1;
  private boolean appendable;

  private record IdFile(Path path, long ids) {}

  private IdLog(Path directory, Disk disk, int idsMax) {
    this.directory = directory;
    this.disk = disk;
    this.idsMax = idsMax;
  }

  static IdLog open(Path directory, Disk disk, IdWindow window) throws IOException {
    IdLog log = new IdLog(directory, disk, window.idsMax());
    List<Path> found = log.find();
    for (Path file : found) {
      read(file, window);
    }
    if (!found.isEmpty()) {
      log.append(window.since(0));
      log.appendable = false;
      for (Path file : found) {
        Files.delete(file);
      }
    }
    return log;
  }

  private List<Path> find() throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      List<Path> found =
          all.filter(file -> number(file) > 0)
              .sorted((a, b) -> Long.compare(number(a), number(b)))
              .toList();
      nextNumber = found.isEmpty() ? 1 : number(found.getLast()) + 1;
      return found;
    }
  }

  private static long number(Path file) {
    Matcher matcher = NAME.matcher(file.getFileName().toString());
    return matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
  }

  private static void read(Path file, IdWindow window) throws IOException {
    ByteBuffer ids = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    while (ids.remaining() >= EventIds.ID_BYTES) {
      window.add(ids.getLong(), ids.getLong());
    }
  }

  /** Puts ids on disk, and lets go of files that hold only what the window has forgotten. */
  void append(long[] ids) throws IOException {
    if (ids.length == 0) {
      return;
    }
    boolean isNew = !appendable;
    IdFile file =
        isNew ? new IdFile(directory.resolve("event-ids-" + nextNumber++), 0) : files.removeLast();
    files.addLast(file);
    // If this fails, the file may end inside an id, and the next one goes to a new file.
    appendable = false;
    write(file.path(), ids);
    if (isNew) {
      Disk.syncDirectory(directory);
    }
    files.removeLast();
    files.addLast(new IdFile(file.path(), file.ids() + ids.length / 2));
    appendable = files.getLast().ids() < Math.max(1, idsMax / 2);
    forgetOld();
  }

  private void write(Path file, long[] ids) throws IOException {
    try (FileChannel channel =
        disk.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
      ByteBuffer buffer = ByteBuffer.allocate(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
      for (int at = 0; at < ids.length; ) {
        buffer.clear();
        while (buffer.hasRemaining() && at < ids.length) {
          buffer.putLong(ids[at++]);
        }
        buffer.flip();
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
      }
      channel.force(true);
    }
  }

  private void forgetOld() throws IOException {
    long ids = files.stream().mapToLong(IdFile::ids).sum();
    while (ids - files.getFirst().ids() >= idsMax) {
      ids -= files.getFirst().ids();
      Files.deleteIfExists(files.removeFirst().path());
    }
  }
}
