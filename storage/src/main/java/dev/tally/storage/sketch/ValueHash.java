package dev.tally.storage.sketch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * 64 bits of a value, the same in every process: sketches of several collectors and days are merged
 * by them. Eight bytes at a time are multiplied to 128 bits and folded (the mixing of <a
 * href="https://github.com/wangyi-fudan/wyhash">wyhash</a>), and the result is mixed once more by
 * MurmurHash3's finalizer, as a sketch reads its highest bits. It has no secret: who chooses values
 * that collide is counted too low, which caps nothing.
 */
public final class ValueHash {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long SEED = 0x2D358DCCAA6C78A5L;
  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

  private ValueHash() {}

  public static long of(byte[] source, int offset, int length) {
    long hash = SEED ^ length;
    int at = offset;
    int end = offset + length;
    for (; at + Long.BYTES <= end; at += Long.BYTES) {
      hash = fold(hash ^ (long) LONG.get(source, at));
    }
    long rest = 0;
    for (int shift = 0; at < end; at++, shift += Byte.SIZE) {
      rest |= (source[at] & 0xFFL) << shift;
    }
    return finish(fold(hash ^ rest));
  }

  private static long fold(long value) {
    return Math.unsignedMultiplyHigh(value, MULTIPLIER) ^ (value * MULTIPLIER);
  }

  private static long finish(long value) {
    long hash = (value ^ (value >>> 33)) * 0xFF51AFD7ED558CCDL;
    hash = (hash ^ (hash >>> 33)) * 0xC4CEB9FE1A85EC53L;
    return hash ^ (hash >>> 33);
  }
}
