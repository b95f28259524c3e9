package dev.tally.aggregator.statement;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A block in ClickHouse's <a
 * href="https://clickhouse.com/docs/interfaces/formats/Native">Native</a> format: numbers of
 * columns and rows, then per column its name, its type, and its values.
 */
final class NativeBlock {
  private static final int BUFFER_BYTES = 1 << 16;

  private final ByteBuffer buffer =
      ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private final OutputStream out;

  NativeBlock(OutputStream out, int columns, int rows) throws IOException {
    this.out = out;
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
    if (bytes.length > BUFFER_BYTES) {
      flush();
      out.write(bytes);
    } else {
      reserve(bytes.length);
      buffer.put(bytes);
    }
  }

  private void writeVarint(int value) throws IOException {
    reserve(Integer.BYTES + 1);
    int rest = value;
    while (rest > 0x7F) {
      buffer.put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    buffer.put((byte) rest);
  }

  /** The low four bytes. */
  void writeUInt32(long value) throws IOException {
    reserve(Integer.BYTES);
    buffer.putInt((int) value);
  }

  void writeUInt64(long value) throws IOException {
    reserve(Long.BYTES);
    buffer.putLong(value);
  }

  void writeFloat64(double value) throws IOException {
    reserve(Double.BYTES);
    buffer.putDouble(value);
  }

  private void reserve(int bytes) throws IOException {
    if (buffer.remaining() < bytes) {
      flush();
    }
  }

  void flush() throws IOException {
    out.write(buffer.array(), 0, buffer.position());
    buffer.clear();
  }
}
