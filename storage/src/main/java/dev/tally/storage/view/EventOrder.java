package dev.tally.storage.view;

/**
 * Which of two events is the later one: by event time; of equal times by receipt; and what was
 * received in one millisecond by batch, row and producer, so that there is an order always. A
 * number over the columns of the raw table, never twice for rows that are no copies of each other.
 */
public final class EventOrder {
  /** Times before 1970 are negative, and none is as far before. */
  private static final long TIME_OFFSET_MS = 1L << 42;

  /** UInt256: 64 bits each of time, receipt and batch, 32 of row, and 32 of the producer's hash. */
  public static final String SQL =
      "(bitShiftLeft(toUInt256(toUnixTimestamp64Milli(time) + %1$d), 192)".formatted(TIME_OFFSET_MS)
          + " + bitShiftLeft(toUInt256(toUnixTimestamp64Milli(received) + %1$d), 128)"
              .formatted(TIME_OFFSET_MS)
          + " + bitShiftLeft(toUInt256(batch), 64) + bitShiftLeft(toUInt256(row), 32)"
          + " + toUInt256(bitAnd(cityHash64(producer), 4294967295)))";

  private EventOrder() {}
}
