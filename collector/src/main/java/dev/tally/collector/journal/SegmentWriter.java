package dev.tally.collector.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Appends records to one segment file. The syncer's thread only. */
final class SegmentWriter {
  /** Ends the name of a file that is not whole yet. */
  private static final String FRESH_SUFFIX = ".new";

  private final Segment segment;
  private final FileChannel channel;
  private final ByteBuffer buffer;
  private final long salt;
  private final byte[] header = new byte[JournalRecord.HEADER_BYTES];
  private long written;
  private long staged;
  private long syncedBytes;
  private boolean hasBatches;

  private SegmentWriter(Segment segment, FileChannel channel, ByteBuffer buffer, long salt) {
    this.segment = segment;
    this.channel = channel;
    this.buffer = buffer.clear();
    this.salt = salt;
  }

  /**
   * Creates the file with its header and its snapshot of the producers, on disk. One of the same
   * name, which a crash may have left without any batch, is there until the new one is whole.
   *
   * @param buffer direct, lent for the writer's life
   */
  static SegmentWriter create(
      Disk disk,
      Path directory,
      SegmentHeader header,
      byte[] producers,
      long salt,
      ByteBuffer buffer)
      throws IOException {
    Path path = Segment.path(directory, header.firstSequence());
    Segment segment = new Segment(path, header.firstSequence(), 0);
    Path fresh = path.resolveSibling(path.getFileName() + FRESH_SUFFIX);
    FileChannel channel =
        disk.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING);
    try {
      SegmentWriter writer = new SegmentWriter(segment, channel, buffer, salt);
      writer.put(header.encode());
      writer.append(snapshot(header), producers, 0, producers.length);
      writer.sync(header.firstSequence());
      Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
      Disk.syncDirectory(directory);
      return writer;
    } catch (IOException e) {
      try (channel) {
        Files.deleteIfExists(fresh);
      } catch (IOException second) {
        e.addSuppressed(second);
      }
      throw e;
    }
  }

  private static JournalRecord.Header snapshot(SegmentHeader header) {
    return new JournalRecord.Header(
        JournalRecord.KIND_PRODUCERS,
        0,
        header.firstSequence() - 1,
        0,
        0,
        0,
        0,
        header.acceptedBefore(),
        0);
  }

  Segment segment() {
    return segment;
  }

  long syncedBytes() {
    return syncedBytes;
  }

  /** With what is not yet synced. */
  long stagedBytes() {
    return staged;
  }

  boolean hasBatches() {
    return hasBatches;
  }

  void append(JournalRecord.Header record, byte[] payload, int offset, int length)
      throws IOException {
    hasBatches |= record.kind() != JournalRecord.KIND_PRODUCERS;
    record.write(header, salt, payload, offset, length);
    put(ByteBuffer.wrap(header));
    put(ByteBuffer.wrap(payload, offset, length));
  }

  private void put(ByteBuffer source) throws IOException {
    staged += source.remaining();
    while (source.hasRemaining()) {
      if (!buffer.hasRemaining()) {
        writeOut();
      }
      int count = Math.min(source.remaining(), buffer.remaining());
      buffer.put(buffer.position(), source, source.position(), count);
      buffer.position(buffer.position() + count);
      source.position(source.position() + count);
    }
  }

  private void writeOut() throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      written += channel.write(buffer, written);
    }
    buffer.clear();
  }

  /**
   * Puts all appended records on disk.
   *
   * @param endSequence one more than the last of them
   */
  void sync(long endSequence) throws IOException {
    writeOut();
    channel.force(false);
    syncedBytes = written;
    segment.advance(written, endSequence);
  }

  /** Ends the segment after its last synced record. */
  void seal() throws IOException {
    segment.seal();
    channel.close();
  }

  /**
   * Gives up what was not synced: cuts the file there, as far as the disk still lets us. One
   * without a batch stays as well, for what it says of producers, until the next takes its name.
   */
  void abandon() throws IOException {
    segment.seal();
    try (channel) {
      channel.truncate(syncedBytes);
      channel.force(false);
    }
  }
}
