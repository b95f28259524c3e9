package dev.tally.collector.batch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Whether bytes are well-formed UTF-8 by Unicode 16.0, table 3-7: no overlong forms, no surrogates,
 * nothing above U+10FFFF.
 */
public final class Utf8 {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long HIGH_BITS = 0x8080808080808080L;

  private Utf8() {}

  public static boolean isValid(byte[] bytes, int offset, int length) {
    int end = offset + length;
    int at = offset;
    while (at + Long.BYTES <= end && ((long) LONG.get(bytes, at) & HIGH_BITS) == 0) {
      at += Long.BYTES;
    }
    while (at < end) {
      if (bytes[at] >= 0) {
        at++;
        continue;
      }
      int size = sequenceBytes(bytes, at, end);
      if (size == 0) {
        return false;
      }
      at += size;
    }
    return true;
  }

  /** The size of the sequence of two to four bytes at {@code at}; 0 when it is none. */
  private static int sequenceBytes(byte[] bytes, int at, int end) {
    int lead = bytes[at] & 0xFF;
    if (lead >= 0xC2 && lead <= 0xDF) {
      return continues(bytes, at + 1, end) ? 2 : 0;
    }
    if (lead >= 0xE0 && lead <= 0xEF) {
      int low = lead == 0xE0 ? 0xA0 : 0x80;
      int high = lead == 0xED ? 0x9F : 0xBF;
      return within(bytes, at + 1, end, low, high) && continues(bytes, at + 2, end) ? 3 : 0;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
      int low = lead == 0xF0 ? 0x90 : 0x80;
      int high = lead == 0xF4 ? 0x8F : 0xBF;
      boolean whole =
          within(bytes, at + 1, end, low, high)
              && continues(bytes, at + 2, end)
              && continues(bytes, at + 3, end);
      return whole ? 4 : 0;
    }
    return 0;
  }

  private static boolean continues(byte[] bytes, int at, int end) {
    return within(bytes, at, end, 0x80, 0xBF);
  }

  private static boolean within(byte[] bytes, int at, int end, int low, int high) {
    return at < end && (bytes[at] & 0xFF) >= low && (bytes[at] & 0xFF) <= high;
  }
}
