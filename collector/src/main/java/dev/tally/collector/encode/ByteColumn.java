package dev.tally.collector.encode;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Bytes in a row, as they will stand on the wire; numbers little-endian. Reused over blocks. */
final class ByteColumn {
  private static final int BYTES_MIN = 1 << 10;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] bytes = new byte[BYTES_MIN];
  private final RoomUse room = new RoomUse();
  private int length;

  void clear() {
    if (room.isSpare(length, bytes.length)) {
      bytes = new byte[Math.max(BYTES_MIN, bytes.length / RoomUse.FACTOR)];
    }
    length = 0;
  }

  int length() {
    return length;
  }

  byte[] bytes() {
    return bytes;
  }

  void putByte(int value) {
    reserve(1);
    bytes[length++] = (byte) value;
  }

  void putShort(int value) {
    reserve(Short.BYTES);
    SHORT.set(bytes, length, (short) value);
    length += Short.BYTES;
  }

  void putInt(int value) {
    reserve(Integer.BYTES);
    INT.set(bytes, length, value);
    length += Integer.BYTES;
  }

  void putLong(long value) {
    reserve(Long.BYTES);
    LONG.set(bytes, length, value);
    length += Long.BYTES;
  }

  /** A ClickHouse string: its length as a varint, and its bytes. */
  void putString(byte[] source, int offset, int count) {
    reserve(5 + count);
    int rest = count;
    while (rest > 0x7F) {
      bytes[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
    System.arraycopy(source, offset, bytes, length, count);
    length += count;
  }

  private void reserve(int count) {
    if (bytes.length - length < count) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, Math.addExact(length, count)));
    }
  }

  void writeTo(NativeOutput out) throws java.io.IOException {
    out.writeBytes(bytes, 0, length);
  }
}
