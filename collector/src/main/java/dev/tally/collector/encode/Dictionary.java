package dev.tally.collector.encode;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The distinct strings of a {@code LowCardinality} column in one block, numbered in the order of
 * their first use. Open addressing with linear probing, at most half full; the hash multiplies 8
 * bytes at a time to 128 bits and folds them (the mixing of <a
 * href="https://github.com/wangyi-fudan/wyhash">wyhash</a>). The seed is secret, so that nobody can
 * choose strings that collide.
 */
final class Dictionary {
  private static final int SLOTS_MIN = 64;
  private static final long MIX = 0x9E3779B97F4A7C15L;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final long seed;
  private final ByteColumn keys = new ByteColumn();
  private int[] starts = new int[SLOTS_MIN];
  private int[] lengths = new int[SLOTS_MIN];
  private int[] hashes = new int[SLOTS_MIN];
  private int[] slots = new int[SLOTS_MIN];
  private final RoomUse room = new RoomUse();
  private int size;

  Dictionary(long seed) {
    this.seed = seed;
  }

  void clear() {
    keys.clear();
    boolean isSpare = room.isSpare(size, slots.length / 2);
    size = 0;
    if (isSpare) {
      slots = new int[Math.max(SLOTS_MIN, slots.length / RoomUse.FACTOR)];
    } else {
      Arrays.fill(slots, 0);
    }
  }

  int size() {
    return size;
  }

  int bytes() {
    return keys.length();
  }

  /** The number of a string, new or known. */
  int indexOf(byte[] source, int offset, int length) {
    int hash = hash(source, offset, length);
    int mask = slots.length - 1;
    int slot = hash & mask;
    while (slots[slot] != 0) {
      int index = slots[slot] - 1;
      if (hashes[index] == hash && isAt(index, source, offset, length)) {
        return index;
      }
      slot = (slot + 1) & mask;
    }
    slots[slot] = size + 1;
    return add(hash, source, offset, length);
  }

  private boolean isAt(int index, byte[] source, int offset, int length) {
    int start = starts[index];
    return lengths[index] == length
        && Arrays.equals(keys.bytes(), start, start + length, source, offset, offset + length);
  }

  private int add(int hash, byte[] source, int offset, int length) {
    if (size == starts.length) {
      starts = Arrays.copyOf(starts, 2 * size);
      lengths = Arrays.copyOf(lengths, 2 * size);
      hashes = Arrays.copyOf(hashes, 2 * size);
    }
    keys.putString(source, offset, length);
    starts[size] = keys.length() - length;
    lengths[size] = length;
    hashes[size] = hash;
    size++;
    if (2 * size > slots.length) {
      rehash();
    }
    return size - 1;
  }

  private void rehash() {
    slots = new int[2 * slots.length];
    int mask = slots.length - 1;
    for (int index = 0; index < size; index++) {
      int slot = hashes[index] & mask;
      while (slots[slot] != 0) {
        slot = (slot + 1) & mask;
      }
      slots[slot] = index + 1;
    }
  }

  private int hash(byte[] source, int offset, int length) {
    long hash = seed ^ length;
    int at = offset;
    int end = offset + length;
    for (; at + Long.BYTES < end; at += Long.BYTES) {
      hash = fold(hash ^ (long) LONG.get(source, at));
    }
    hash = fold(hash ^ tail(source, offset, length));
    return (int) (hash ^ (hash >>> 32));
  }

  /** The last up to 8 bytes, without a loop: of a short string some are read twice. */
  private static long tail(byte[] source, int offset, int length) {
    int end = offset + length;
    if (length >= Long.BYTES) {
      return (long) LONG.get(source, end - Long.BYTES);
    }
    if (length >= Integer.BYTES) {
      long first = (int) INT.get(source, offset);
      long last = (int) INT.get(source, end - Integer.BYTES);
      return (first << 32) ^ (last & 0xFFFF_FFFFL);
    }
    return length == 0
        ? 0
        : (source[offset] & 0xFF) << 16
            | (source[offset + length / 2] & 0xFF) << 8
            | (source[end - 1] & 0xFF);
  }

  private long fold(long value) {
    return Math.unsignedMultiplyHigh(value, MIX ^ seed) ^ (value * (MIX ^ seed));
  }

  /** All strings, in the order of their numbers. */
  void writeTo(NativeOutput out) throws IOException {
    keys.writeTo(out);
  }
}
