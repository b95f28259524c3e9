package dev.tally.collector.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * Steps through the records of one segment file. Where a record is damaged it goes on byte by byte
 * until the next intact one, and counts what it passed over. One thread.
 */
final class SegmentReader implements Closeable {
  private static final int CHUNK_BYTES = 1 << 20;

  private final FileChannel channel;
  private byte[] buffer = new byte[CHUNK_BYTES];
  private long bufferStart;
  private int bufferLength;
  private long position = SegmentHeader.BYTES;
  private long damagedBytes;
  private long firstDamage = -1;
  private long lastSequence;
  private long bytesRead;

  SegmentReader(Path path) throws IOException {
    channel = FileChannel.open(path, StandardOpenOption.READ);
  }

  /**
   * Moves {@code record} to the next intact record that ends at or below {@code limit}.
   *
   * @return false when there is none; everything up to {@code limit} has then been passed over
   */
  boolean next(long limit, JournalRecord record) throws IOException {
    if (readAt(position, limit, record)) {
      return step(record);
    }
    if (position >= limit) {
      return false;
    }
    if (firstDamage < 0) {
      firstDamage = position;
    }
    for (long at = position + 1; at <= limit - JournalRecord.HEADER_BYTES; at++) {
      if (readAt(at, limit, record)) {
        damagedBytes += at - position;
        position = at;
        return step(record);
      }
    }
    damagedBytes += limit - position;
    position = limit;
    return false;
  }

  private boolean step(JournalRecord record) {
    position += record.totalBytes();
    lastSequence = record.sequence();
    return true;
  }

  private boolean readAt(long at, long limit, JournalRecord record) throws IOException {
    if (limit - at < JournalRecord.HEADER_BYTES) {
      return false;
    }
    fill(at, JournalRecord.HEADER_BYTES, limit);
    record.moveTo(buffer, (int) (at - bufferStart));
    if (!record.isPlausible()
        || record.totalBytes() > limit - at
        || record.sequence() < lastSequence
        || record.syncedBytes() > at) {
      return false;
    }
    fill(at, record.totalBytes(), limit);
    record.moveTo(buffer, (int) (at - bufferStart));
    return record.isIntact();
  }

  /** Makes the buffer hold {@code length} bytes from {@code at}. */
  private void fill(long at, int length, long limit) throws IOException {
    if (at >= bufferStart && at + length <= bufferStart + bufferLength) {
      return;
    }
    int kept = 0;
    if (at >= bufferStart && at < bufferStart + bufferLength) {
      kept = (int) (bufferStart + bufferLength - at);
    }
    byte[] target = length <= buffer.length ? buffer : new byte[Math.max(length, CHUNK_BYTES)];
    System.arraycopy(buffer, (int) (kept == 0 ? 0 : at - bufferStart), target, 0, kept);
    buffer = target;
    bufferStart = at;
    bufferLength = kept;
    int wanted = (int) Math.min(buffer.length, limit - at);
    ByteBuffer rest = ByteBuffer.wrap(buffer, kept, wanted - kept);
    while (rest.hasRemaining()) {
      int read = channel.read(rest, bufferStart + bufferLength);
      if (read <= 0) {
        Arrays.fill(buffer, bufferLength, wanted, (byte) 0);
        bufferLength = wanted;
        return;
      }
      bufferLength += read;
      bytesRead += read;
    }
  }

  /** Where the next record is expected. */
  long position() {
    return position;
  }

  long damagedBytes() {
    return damagedBytes;
  }

  /** From the file so far, its header left out. */
  long bytesRead() {
    return bytesRead;
  }

  /** Where the first damaged record starts; -1 while there is none. */
  long firstDamage() {
    return firstDamage;
  }

  boolean headerIsIntact() throws IOException {
    return SegmentHeader.isIntact(readHeader());
  }

  SegmentHeader header() throws IOException {
    return SegmentHeader.decode(readHeader());
  }

  private ByteBuffer readHeader() throws IOException {
    ByteBuffer header = ByteBuffer.allocate(SegmentHeader.BYTES);
    while (header.hasRemaining() && channel.read(header, header.position()) > 0) {
      // Reads on until the header is whole or the file ends.
    }
    return header.flip();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
