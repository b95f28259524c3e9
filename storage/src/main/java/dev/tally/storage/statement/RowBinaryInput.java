package dev.tally.storage.statement;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Reads RowBinary: lengths as LEB128, numbers little-endian; see ClickHouse, <a
 * href="https://clickhouse.com/docs/interfaces/formats/RowBinary">Formats</a>.
 */
final class RowBinaryInput {
  private static final int BUFFER_BYTES = 1 << 16;

  private final BufferedInputStream buffered;
  private final DataInputStream in;

  RowBinaryInput(InputStream stream) {
    this.buffered = new BufferedInputStream(stream, BUFFER_BYTES);
    this.in = new DataInputStream(buffered);
  }

  /** Between two rows: whether there is none any more. */
  boolean atEnd() throws IOException {
    buffered.mark(1);
    boolean isAtEnd = buffered.read() < 0;
    if (!isAtEnd) {
      buffered.reset();
    }
    return isAtEnd;
  }

  String string() throws IOException {
    byte[] text = new byte[length()];
    in.readFully(text);
    return new String(text, StandardCharsets.UTF_8);
  }

  int[] ints() throws IOException {
    int[] values = new int[length()];
    bytes(values.length * Integer.BYTES).asIntBuffer().get(values);
    return values;
  }

  double[] doubles() throws IOException {
    double[] values = new double[length()];
    bytes(values.length * Double.BYTES).asDoubleBuffer().get(values);
    return values;
  }

  long[] longs() throws IOException {
    long[] values = new long[length()];
    bytes(values.length * Long.BYTES).asLongBuffer().get(values);
    return values;
  }

  private ByteBuffer bytes(int count) throws IOException {
    byte[] bytes = new byte[count];
    in.readFully(bytes);
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private int length() throws IOException {
    int value = 0;
    for (int shift = 0; ; shift += 7) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("in the middle of a row");
      }
      value |= (next & 0x7f) << shift;
      if (next < 0x80) {
        return value;
      }
    }
  }
}
