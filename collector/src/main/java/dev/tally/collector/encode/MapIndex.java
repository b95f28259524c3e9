package dev.tally.collector.encode;

import java.util.Arrays;

/**
 * Finds a key among those that one event's map has so far: of two entries with one key the later
 * counts. Open addressing; cleared by counting up.
 */
final class MapIndex {
  private static final int SLOTS_MIN = 16;
  private static final long MIX = 0x9E3779B97F4A7C15L;

  private int[] slots = new int[SLOTS_MIN];
  private int[] rounds = new int[SLOTS_MIN];
  private int round = 1;

  void clear() {
    round++;
    if (round == 0) {
      Arrays.fill(rounds, 0);
      round = 1;
    }
  }

  /**
   * The position in {@code keys} of a key equal to {@code key}; when there is none, -1, and the key
   * is noted for the position that {@code keys} will give it next.
   *
   * @param text whether keys are slices of {@code bytes}, and not numbers
   */
  int findOrNote(LongList keys, long key, boolean text, byte[] bytes) {
    if (2 * (keys.size() + 1) > slots.length) {
      grow(keys, text, bytes);
    }
    int slot = slotOf(key, text, bytes);
    while (rounds[slot] == round) {
      if (isEqual(keys.get(slots[slot]), key, text, bytes)) {
        return slots[slot];
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    rounds[slot] = round;
    slots[slot] = keys.size();
    return -1;
  }

  private void grow(LongList keys, boolean text, byte[] bytes) {
    slots = new int[2 * slots.length];
    rounds = new int[slots.length];
    round = 1;
    for (int i = 0; i < keys.size(); i++) {
      int slot = slotOf(keys.get(i), text, bytes);
      while (rounds[slot] == round) {
        slot = (slot + 1) & (slots.length - 1);
      }
      rounds[slot] = round;
      slots[slot] = i;
    }
  }

  private int slotOf(long key, boolean text, byte[] bytes) {
    long hash = key;
    if (text) {
      hash = 0;
      int end = Slice.offset(key) + Slice.length(key);
      for (int at = Slice.offset(key); at < end; at++) {
        hash = (hash ^ bytes[at]) * MIX;
      }
    }
    return (int) ((hash * MIX) >>> 33) & (slots.length - 1);
  }

  private static boolean isEqual(long a, long b, boolean text, byte[] bytes) {
    return text
        ? Arrays.equals(
            bytes,
            Slice.offset(a),
            Slice.offset(a) + Slice.length(a),
            bytes,
            Slice.offset(b),
            Slice.offset(b) + Slice.length(b))
        : a == b;
  }
}
