package dev.tally.collector.encode;

import java.io.IOException;
import java.util.Arrays;

/**
 * Values of type {@code LowCardinality(String)}, as the engine serializes them in Native (its
 * {@code SerializationLowCardinality}): the version of the keys; then, unless there are no values,
 * the type of the indexes with flags, the dictionary, and the indexes. In an array the version
 * comes before the array's offsets.
 */
final class LowCardinalityColumn {
  /** "Shared dictionaries with additional keys", the only version there is. */
  static final long KEYS_VERSION = 1;

  static final long INDEX_UINT8 = 0;
  static final long HAS_ADDITIONAL_KEYS = 1 << 9;
  private static final long INDEX_UINT16 = 1;
  private static final long INDEX_UINT32 = 2;
  private static final int UINT8_KEYS_MAX = 1 << 8;
  private static final int UINT16_KEYS_MAX = 1 << 16;
  private static final int VALUES_MIN = 1 << 8;

  private final Dictionary dictionary;
  private int[] indexes = new int[VALUES_MIN];
  private final RoomUse room = new RoomUse();
  private int count;

  LowCardinalityColumn(long seed) {
    dictionary = new Dictionary(seed);
  }

  void clear() {
    if (room.isSpare(count, indexes.length)) {
      indexes = new int[Math.max(VALUES_MIN, indexes.length / RoomUse.FACTOR)];
    }
    count = 0;
    dictionary.clear();
  }

  Dictionary dictionary() {
    return dictionary;
  }

  int count() {
    return count;
  }

  int bytes() {
    return count * Integer.BYTES + dictionary.bytes();
  }

  void put(int index) {
    if (count == indexes.length) {
      indexes = Arrays.copyOf(indexes, 2 * count);
    }
    indexes[count++] = index;
  }

  void put(byte[] source, int offset, int length) {
    put(dictionary.indexOf(source, offset, length));
  }

  void writePrefix(NativeOutput out) throws IOException {
    out.writeLong(KEYS_VERSION);
  }

  void writeValues(NativeOutput out) throws IOException {
    if (count == 0) {
      return;
    }
    int keys = dictionary.size();
    long type =
        keys <= UINT8_KEYS_MAX
            ? INDEX_UINT8
            : keys <= UINT16_KEYS_MAX ? INDEX_UINT16 : INDEX_UINT32;
    out.writeLong(type | HAS_ADDITIONAL_KEYS);
    out.writeLong(keys);
    dictionary.writeTo(out);
    out.writeLong(count);
    writeIndexes(out, type);
  }

  private void writeIndexes(NativeOutput out, long type) throws IOException {
    if (type == INDEX_UINT8) {
      out.writeBytesOf(indexes, count);
    } else if (type == INDEX_UINT16) {
      out.writeShortsOf(indexes, count);
    } else {
      out.writeInts(indexes, count);
    }
  }
}
