package dev.tally.app.transfer;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts lines into ranges, by nothing but themselves: a batch is named by its last row, so each
 * reading must cut at the same rows. Whoever changes a limit here makes imports that were broken
 * off count twice. One thread.
 */
final class RangeReader implements Closeable {
  static final int RANGE_ROWS_MAX = 1_000;

  /** Of a range, but for its last line; with it and its envelope a batch is below 4 MiB. */
  static final int RANGE_BYTES_MAX = 2 << 20;

  /** As that of the HTTP edge. */
  static final int LINE_BYTES_MAX = 2 << 20;

  private static final int READ_BYTES = 1 << 16;

  private final InputStream in;
  private final byte[] buffer = new byte[READ_BYTES];
  private int at;
  private int end;
  private long row;

  RangeReader(InputStream in) {
    this.in = in;
  }

  /** Goes on behind this row, or ends before. */
  void skip(long rows) throws IOException {
    while (row < rows && line() != null) {
      row++;
    }
  }

  /** The next range; null after the last. */
  @Nullable RowRange next() throws IOException {
    List<byte[]> rows = new ArrayList<>();
    long bytes = 0;
    while (rows.size() < RANGE_ROWS_MAX && bytes < RANGE_BYTES_MAX) {
      byte[] line = line();
      if (line == null) {
        break;
      }
      rows.add(line);
      bytes += line.length;
    }
    if (rows.isEmpty()) {
      return null;
    }
    RowRange range = new RowRange(row + 1, rows);
    row = range.lastRow();
    return range;
  }

  private byte @Nullable [] line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    boolean isThere = false;
    while (at < end || fill()) {
      isThere = true;
      int from = at;
      while (at < end && buffer[at] != '\n') {
        at++;
      }
      line.write(buffer, from, Math.min(at - from, LINE_BYTES_MAX + 1 - line.size()));
      if (at < end) {
        at++;
        break;
      }
    }
    return isThere ? line.toByteArray() : null;
  }

  private boolean fill() throws IOException {
    at = 0;
    end = Math.max(0, in.read(buffer, 0, buffer.length));
    return end > 0;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
