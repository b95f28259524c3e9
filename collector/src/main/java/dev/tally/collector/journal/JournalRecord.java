package dev.tally.collector.journal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * One record of a segment, as a view that a reader moves. Little-endian on disk:
 *
 * <pre>
 *  0 int   length of the payload in bytes
 *  4 int   CRC32C of the journal's salt, the rest of this header and the payload
 *  8 int   kind: 1 batch, 2 producers, 3 batch that begins with the ids of events,
 *          4 batch of events that had been rejected
 * 12 int   number of events
 * 16 long  sequence; of a producers record, that of the batch before it
 * 24 long  received, ms since the epoch
 * 32 long  producer, high half
 * 40 long  producer, low half
 * 48 long  batch number
 * 56 long  events this collector has ever accepted, these included
 * 64 long  bytes of this segment that were synced when this record was written
 * 72       payload: the batch's bytes, or {@link Producers}
 * </pre>
 *
 * The last long tells damage from a torn tail: what lies below it had been on disk.
 */
public final class JournalRecord {
  public static final int HEADER_BYTES = 72;

  /** Longest payload: far above any batch, so that a damaged length is seen as one. */
  public static final int PAYLOAD_BYTES_MAX = 64 << 20;

  static final int KIND_BATCH = 1;
  static final int KIND_PRODUCERS = 2;

  /** A batch as well; see {@link EventIds}. */
  static final int KIND_IDENTIFIED = 3;

  /** A batch as well; see {@link dev.tally.collector.batch.Replayed}. */
  static final int KIND_REPLAY = 4;

  private static final int CRC_OFFSET = 4;
  private static final int CRC_START = 8;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final long salt;
  private byte[] bytes = new byte[0];
  private int offset;

  /**
   * @param salt enters every checksum, so that bytes which a producer made up to look like a record
   *     never pass for one
   */
  JournalRecord(long salt) {
    this.salt = salt;
  }

  /** What a header says besides length and checksum. */
  record Header(
      int kind,
      int events,
      long sequence,
      long receivedMs,
      long producerHigh,
      long producerLow,
      long number,
      long acceptedTotal,
      long syncedBytes) {

    /** Writes this as the header of {@code payload} to the first bytes of {@code into}. */
    void write(byte[] into, long salt, byte[] payload, int offset, int length) {
      INT.set(into, 0, length);
      INT.set(into, 8, kind);
      INT.set(into, 12, events);
      LONG.set(into, 16, sequence);
      LONG.set(into, 24, receivedMs);
      LONG.set(into, 32, producerHigh);
      LONG.set(into, 40, producerLow);
      LONG.set(into, 48, number);
      LONG.set(into, 56, acceptedTotal);
      LONG.set(into, 64, syncedBytes);
      CRC32C crc = salted(salt);
      crc.update(into, CRC_START, HEADER_BYTES - CRC_START);
      crc.update(payload, offset, length);
      INT.set(into, CRC_OFFSET, (int) crc.getValue());
    }
  }

  void moveTo(byte[] source, int at) {
    bytes = source;
    offset = at;
  }

  /** Whether a header could start here; cheap, and wrong only in favour of yes. */
  boolean isPlausible() {
    int length = payloadLength();
    return length >= 0
        && length <= PAYLOAD_BYTES_MAX
        && (isBatch() || kind() == KIND_PRODUCERS)
        && events() >= 0
        && sequence() >= 0
        && syncedBytes() >= 0;
  }

  boolean isIntact() {
    CRC32C crc = salted(salt);
    crc.update(bytes, offset + CRC_START, HEADER_BYTES - CRC_START + payloadLength());
    return (int) INT.get(bytes, offset + CRC_OFFSET) == (int) crc.getValue();
  }

  private static CRC32C salted(long salt) {
    CRC32C crc = new CRC32C();
    byte[] saltBytes = new byte[Long.BYTES];
    LONG.set(saltBytes, 0, salt);
    crc.update(saltBytes);
    return crc;
  }

  int totalBytes() {
    return HEADER_BYTES + payloadLength();
  }

  int kind() {
    return (int) INT.get(bytes, offset + 8);
  }

  boolean isBatch() {
    return kind() == KIND_BATCH || kind() == KIND_IDENTIFIED || isReplay();
  }

  /** Whether its events had been rejected, and say themselves where they come from. */
  public boolean isReplay() {
    return kind() == KIND_REPLAY;
  }

  public int events() {
    return (int) INT.get(bytes, offset + 12);
  }

  public long sequence() {
    return (long) LONG.get(bytes, offset + 16);
  }

  public long receivedMs() {
    return (long) LONG.get(bytes, offset + 24);
  }

  public long producerHigh() {
    return (long) LONG.get(bytes, offset + 32);
  }

  public long producerLow() {
    return (long) LONG.get(bytes, offset + 40);
  }

  public long number() {
    return (long) LONG.get(bytes, offset + 48);
  }

  /** Events that this collector has ever accepted, up to and with this batch. */
  public long acceptedTotal() {
    return (long) LONG.get(bytes, offset + 56);
  }

  long syncedBytes() {
    return (long) LONG.get(bytes, offset + 64);
  }

  /** Holds the payload; valid until the reader's next step. */
  public byte[] bytes() {
    return bytes;
  }

  public int payloadOffset() {
    return offset + HEADER_BYTES;
  }

  public int payloadLength() {
    return (int) INT.get(bytes, offset);
  }
}
