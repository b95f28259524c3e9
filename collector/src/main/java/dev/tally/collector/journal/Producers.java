package dev.tally.collector.journal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * The highest batch number of each producer that is in the journal; numbers are unsigned. Of more
 * than {@link #PRODUCERS_MAX} the one that has been silent longest is forgotten. One thread.
 */
final class Producers {
  /** Most producers remembered: 24 bytes each in every segment's snapshot. */
  static final int PRODUCERS_MAX = 100_000;

  private static final int ENTRY_BYTES = 3 * Long.BYTES;

  record Id(long high, long low) {}

  private final int producersMax;
  private final SequencedMap<Id, Long> highest = new LinkedHashMap<>();

  Producers(int producersMax) {
    this.producersMax = producersMax;
  }

  /** 0 for a producer that is not known. */
  long highest(Id producer) {
    Long number = highest.get(producer);
    return number == null ? 0 : number;
  }

  void note(Id producer, long number) {
    long before = highest(producer);
    highest.remove(producer);
    highest.putLast(producer, Long.compareUnsigned(before, number) > 0 ? before : number);
    if (highest.size() > producersMax) {
      highest.pollFirstEntry();
    }
  }

  int size() {
    return highest.size();
  }

  /** The payload of a producers record: (high, low, number) each, the longest silent first. */
  byte[] encode() {
    ByteBuffer buffer =
        ByteBuffer.allocate(highest.size() * ENTRY_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (Map.Entry<Id, Long> entry : highest.entrySet()) {
      buffer.putLong(entry.getKey().high()).putLong(entry.getKey().low()).putLong(entry.getValue());
    }
    return buffer.array();
  }

  /** Forgets everything and takes over a producers record's payload. */
  void decode(byte[] bytes, int offset, int length) {
    highest.clear();
    ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.remaining() >= ENTRY_BYTES) {
      note(new Id(buffer.getLong(), buffer.getLong()), buffer.getLong());
    }
  }
}
