package dev.tally.collector.journal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The first bytes of a segment file, little-endian: 8 bytes "TALLYJNL", int version, int CRC32C of
 * the two longs that follow, long first sequence, long events accepted before it.
 *
 * @param firstSequence of the first batch record
 * @param acceptedBefore events that this collector had ever accepted when the segment began
 */
record SegmentHeader(long firstSequence, long acceptedBefore) {
  static final int BYTES = 32;
  private static final long MAGIC = 0x4C4E4A594C4C4154L; // "TALLYJNL"
  private static final int VERSION = 1;

  ByteBuffer encode() {
    ByteBuffer buffer = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putLong(MAGIC).putInt(VERSION).putInt(0).putLong(firstSequence).putLong(acceptedBefore);
    return buffer.putInt(12, checksum(buffer)).flip();
  }

  /** Whether {@code buffer} holds, from its start, a header of this version. */
  static boolean isIntact(ByteBuffer buffer) {
    buffer.order(ByteOrder.LITTLE_ENDIAN);
    return buffer.remaining() >= BYTES
        && buffer.getLong(0) == MAGIC
        && buffer.getInt(8) == VERSION
        && buffer.getInt(12) == checksum(buffer);
  }

  static SegmentHeader decode(ByteBuffer buffer) {
    buffer.order(ByteOrder.LITTLE_ENDIAN);
    return new SegmentHeader(buffer.getLong(16), buffer.getLong(24));
  }

  private static int checksum(ByteBuffer buffer) {
    CRC32C crc = new CRC32C();
    crc.update(buffer.array(), buffer.arrayOffset() + 16, 16);
    return (int) crc.getValue();
  }
}
