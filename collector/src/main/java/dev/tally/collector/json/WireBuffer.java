package dev.tally.collector.json;

import dev.tally.collector.batch.WireCursor;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Protobuf fields, one after the other, in an array that grows. One thread. */
public final class WireBuffer {
  private static final int BYTES_MIN = 256;
  private static final int VARINT_BYTES_MAX = 10;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] bytes = new byte[BYTES_MIN];
  private int size;

  public int size() {
    return size;
  }

  /** What was written, in the first {@link #size} bytes; valid until the next write. */
  public byte[] bytes() {
    return bytes;
  }

  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  /** Takes back what was written after {@code length}. */
  public void truncate(int length) {
    size = length;
  }

  /** Bytes of a value written by {@link #varint}. */
  public static int varintBytes(long value) {
    return (Long.SIZE - Long.numberOfLeadingZeros(value | 1) + 6) / 7;
  }

  /** Bytes of a field's tag, whatever its wire type. */
  public static int tagBytes(int number) {
    return varintBytes((long) number << 3);
  }

  public void tag(int number, int wireType) {
    varint(((long) number << 3) | wireType);
  }

  public void varint(long value) {
    reserve(VARINT_BYTES_MAX);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  public void fixed64(long value) {
    reserve(Long.BYTES);
    LONG.set(bytes, size, value);
    size += Long.BYTES;
  }

  public void fixed32(int value) {
    reserve(Integer.BYTES);
    INT.set(bytes, size, value);
    size += Integer.BYTES;
  }

  /** The bytes alone, without tag and length. */
  public void raw(byte[] source, int offset, int length) {
    reserve(length);
    System.arraycopy(source, offset, bytes, size, length);
    size += length;
  }

  /** A length-delimited field. */
  public void field(int number, byte[] source, int offset, int length) {
    tag(number, WireCursor.BYTES);
    varint(length);
    raw(source, offset, length);
  }

  private void reserve(int length) {
    if (length > bytes.length - size) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + length));
    }
  }
}
