package dev.tally.collector.encode;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes one block in ClickHouse's <a
 * href="https://clickhouse.com/docs/interfaces/formats/Native">Native</a> format: number of columns
 * and of rows as varints, then per column its name, its type, and its values.
 */
final class NativeOutput {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final OutputStream out;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int length;

  NativeOutput(OutputStream out) {
    this.out = out;
  }

  void beginBlock(int columns, int rows) throws IOException {
    writeVarint(columns);
    writeVarint(rows);
  }

  void beginColumn(String name, String type) throws IOException {
    writeString(name);
    writeString(type);
  }

  void writeString(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    writeVarint(bytes.length);
    writeBytes(bytes, 0, bytes.length);
  }

  void writeVarint(int value) throws IOException {
    reserve(5);
    int rest = value;
    while (rest > 0x7F) {
      buffer[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    buffer[length++] = (byte) rest;
  }

  void writeLong(long value) throws IOException {
    reserve(Long.BYTES);
    LONG.set(buffer, length, value);
    length += Long.BYTES;
  }

  void writeInt(int value) throws IOException {
    reserve(Integer.BYTES);
    INT.set(buffer, length, value);
    length += Integer.BYTES;
  }

  void writeShort(int value) throws IOException {
    reserve(Short.BYTES);
    SHORT.set(buffer, length, (short) value);
    length += Short.BYTES;
  }

  void writeByte(int value) throws IOException {
    reserve(1);
    buffer[length++] = (byte) value;
  }

  /** The low byte of each. */
  void writeBytesOf(int[] values, int count) throws IOException {
    for (int at = 0; at < count; ) {
      int part = part(count - at, 1);
      for (int i = 0; i < part; i++) {
        buffer[length + i] = (byte) values[at + i];
      }
      length += part;
      at += part;
    }
  }

  /** The low two bytes of each. */
  void writeShortsOf(int[] values, int count) throws IOException {
    for (int at = 0; at < count; ) {
      int part = part(count - at, Short.BYTES);
      for (int i = 0; i < part; i++) {
        SHORT.set(buffer, length + i * Short.BYTES, (short) values[at + i]);
      }
      length += part * Short.BYTES;
      at += part;
    }
  }

  void writeInts(int[] values, int count) throws IOException {
    for (int at = 0; at < count; ) {
      int part = part(count - at, Integer.BYTES);
      for (int i = 0; i < part; i++) {
        INT.set(buffer, length + i * Integer.BYTES, values[at + i]);
      }
      length += part * Integer.BYTES;
      at += part;
    }
  }

  /** How many of {@code left} values there is room for now: at least one. */
  private int part(int left, int bytes) throws IOException {
    reserve(bytes);
    return Math.min(left, (buffer.length - length) / bytes);
  }

  void writeBytes(byte[] bytes, int offset, int count) throws IOException {
    if (count <= buffer.length - length) {
      System.arraycopy(bytes, offset, buffer, length, count);
      length += count;
      return;
    }
    flush();
    out.write(bytes, offset, count);
  }

  /** The same number in every row. */
  void writeLongs(long value, int rows) throws IOException {
    for (int row = 0; row < rows; row++) {
      writeLong(value);
    }
  }

  /** The values of a {@code LowCardinality(String)} column that is the same in every row. */
  void writeLowCardinality(String value, int rows) throws IOException {
    writeLong(LowCardinalityColumn.KEYS_VERSION);
    writeLong(LowCardinalityColumn.INDEX_UINT8 | LowCardinalityColumn.HAS_ADDITIONAL_KEYS);
    writeLong(1);
    writeString(value);
    writeLong(rows);
    for (int left = rows; left > 0; ) {
      reserve(1);
      int count = Math.min(left, buffer.length - length);
      Arrays.fill(buffer, length, length + count, (byte) 0);
      length += count;
      left -= count;
    }
  }

  private void reserve(int count) throws IOException {
    if (buffer.length - length < count) {
      flush();
    }
  }

  void flush() throws IOException {
    out.write(buffer, 0, length);
    length = 0;
  }
}
