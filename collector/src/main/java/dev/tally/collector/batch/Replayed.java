package dev.tally.collector.batch;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What a batch of events that had been rejected begins with: when it was received the first time,
 * and which of that batch's events these are. Producer, number and attempt of the batch are those
 * of the first time, too. A field that ingest.proto leaves to the collector, which believes it only
 * of a journal record that says it is a replay.
 */
public final class Replayed {
  private static final int FIELD = 14;
  private static final int TAG = (FIELD << 3) | WireCursor.BYTES;

  /** Row and minute. */
  private static final int EVENT_BYTES = 2 * Integer.BYTES;

  private final ByteBuffer content;

  private Replayed(ByteBuffer content) {
    this.content = content;
  }

  /**
   * The field, as the first bytes of the batch.
   *
   * @param createdS of each event the minute in which it was created, s since the epoch
   */
  public static byte[] encode(long receivedMs, int[] rows, int[] createdS) {
    int length = Long.BYTES + rows.length * EVENT_BYTES;
    ByteBuffer field = ByteBuffer.allocate(2 + Integer.BYTES + length);
    field.order(ByteOrder.LITTLE_ENDIAN).put((byte) TAG);
    int rest = length;
    while (rest > 0x7F) {
      field.put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    field.put((byte) rest).putLong(receivedMs);
    for (int i = 0; i < rows.length; i++) {
      field.putInt(rows[i]).putInt(createdS[i]);
    }
    byte[] bytes = new byte[field.position()];
    field.flip().get(bytes);
    return bytes;
  }

  /**
   * @throws IllegalArgumentException when the bytes do not begin with it
   */
  public static Replayed read(byte[] bytes, int offset, int length) {
    WireCursor cursor = new WireCursor();
    cursor.reset(bytes, offset, length);
    try {
      if (!cursor.atEnd() && cursor.readTag() == TAG) {
        int size = cursor.readLength();
        if (size >= Long.BYTES) {
          return new Replayed(
              ByteBuffer.wrap(bytes, cursor.position(), size)
                  .slice()
                  .order(ByteOrder.LITTLE_ENDIAN));
        }
      }
    } catch (WireException e) {
      throw new IllegalArgumentException("no replay: " + e.getMessage(), e);
    }
    throw new IllegalArgumentException("no replay: the batch does not say of what");
  }

  /** When the batch was received the first time, ms since the epoch. */
  public long receivedMs() {
    return content.getLong(0);
  }

  /** Position in its first batch of the event that is at {@code event} in this one. */
  public int row(int event) {
    return content.getInt(Long.BYTES + event * EVENT_BYTES);
  }

  /** The minute in which the event was created, as the audit counts it, s since the epoch. */
  public int createdS(int event) {
    return content.getInt(Long.BYTES + event * EVENT_BYTES + Integer.BYTES);
  }

  public int events() {
    return (content.capacity() - Long.BYTES) / EVENT_BYTES;
  }
}
