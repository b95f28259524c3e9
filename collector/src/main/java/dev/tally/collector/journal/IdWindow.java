package dev.tally.collector.journal;

import java.util.Arrays;

/**
 * The last so many 128-bit ids, in the order in which they came, and a table over them. Ids are
 * hashes: their bits choose the slot as they are. Grows with what is in it: 16 bytes an id, and 8
 * to 16 for its slots. One thread at a time.
 */
final class IdWindow {
  private static final int CAPACITY_MIN = 1 << 10;

  private final int idsMax;

  /** High and low half of id number n at {@code 2 * (n % idsMax)}. */
  private long[] ids;

  /** Position among the ids, plus one; 0 for none. Open addressing, at most half full. */
  private int[] slots;

  private long added;

  IdWindow(int idsMax) {
    this.idsMax = idsMax;
    int capacity = Math.min(idsMax, CAPACITY_MIN);
    this.ids = new long[2 * capacity];
    this.slots = new int[slotsFor(capacity)];
  }

  private static int slotsFor(int capacity) {
    return Integer.highestOneBit(Math.max(2, 2 * capacity - 1)) << 1;
  }

  /** Ids that were ever added; the last of them are in the window. */
  long added() {
    return added;
  }

  int idsMax() {
    return idsMax;
  }

  int size() {
    return (int) Math.min(added, idsMax);
  }

  boolean contains(long high, long low) {
    return slots[find(high, low)] != 0;
  }

  /** Adds an id that is not there yet; forgets the first when there is no room. */
  void add(long high, long low) {
    if (contains(high, low)) {
      return;
    }
    if (added >= idsMax) {
      forget((int) (added % idsMax));
    } else if (2 * added == ids.length) {
      grow();
    }
    int position = (int) (added % idsMax);
    ids[2 * position] = high;
    ids[2 * position + 1] = low;
    slots[find(high, low)] = position + 1;
    added++;
  }

  /** High and low half of those added after the first {@code count}, as far as they are there. */
  long[] since(long count) {
    long from = Math.max(count, added - size());
    long[] result = new long[(int) (2 * (added - from))];
    for (int i = 0; i < result.length / 2; i++) {
      int position = (int) ((from + i) % idsMax);
      result[2 * i] = ids[2 * position];
      result[2 * i + 1] = ids[2 * position + 1];
    }
    return result;
  }

  private int home(long low) {
    return (int) low & (slots.length - 1);
  }

  /** The slot of an id, or the free one where it belongs. */
  private int find(long high, long low) {
    int slot = home(low);
    while (slots[slot] != 0) {
      int at = 2 * (slots[slot] - 1);
      if (ids[at] == high && ids[at + 1] == low) {
        return slot;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    return slot;
  }

  /** Closes the gap that it leaves, so that every id is still found from its home on. */
  private void forget(int position) {
    int mask = slots.length - 1;
    int gap = find(ids[2 * position], ids[2 * position + 1]);
    int next = (gap + 1) & mask;
    while (slots[next] != 0) {
      int home = home(ids[2 * (slots[next] - 1) + 1]);
      if (((next - home) & mask) >= ((next - gap) & mask)) {
        slots[gap] = slots[next];
        gap = next;
      }
      next = (next + 1) & mask;
    }
    slots[gap] = 0;
  }

  private void grow() {
    int capacity = Math.min(idsMax, ids.length);
    ids = Arrays.copyOf(ids, 2 * capacity);
    slots = new int[slotsFor(capacity)];
    for (int position = 0; position < added; position++) {
      slots[find(ids[2 * position], ids[2 * position + 1])] = position + 1;
    }
  }
}
