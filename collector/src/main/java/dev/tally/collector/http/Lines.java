package dev.tally.collector.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** The lines of a stream, as bytes. One thread. */
final class Lines {
  private static final int BUFFER_BYTES_MIN = 16 << 10;

  private final InputStream in;
  private final int lineBytesMax;
  private byte[] buffer = new byte[BUFFER_BYTES_MIN];
  private int start;
  private int end;
  private int lineStart;
  private int lineLength;
  private boolean tooLong;

  Lines(InputStream in, int lineBytesMax) {
    this.in = in;
    this.lineBytesMax = lineBytesMax;
  }

  /** Moves to the next line; false after the last. */
  boolean next() throws IOException {
    tooLong = false;
    int searched = start;
    while (true) {
      for (int at = searched; at < end; at++) {
        if (buffer[at] == '\n') {
          line(at, at + 1);
          return true;
        }
      }
      searched = end - start;
      if (searched > lineBytesMax) {
        // Only its end matters now.
        tooLong = true;
        end = start;
        searched = 0;
      }
      makeRoom();
      int read = in.read(buffer, end, buffer.length - end);
      if (read < 0) {
        boolean hasLine = end > start || tooLong;
        line(end, end);
        return hasLine;
      }
      end += read;
      searched += start;
    }
  }

  private void line(int lineEnd, int nextStart) {
    lineStart = start;
    lineLength = lineEnd - start;
    tooLong |= lineLength > lineBytesMax;
    start = nextStart;
  }

  private void makeRoom() {
    if (start > 0) {
      System.arraycopy(buffer, start, buffer, 0, end - start);
      end -= start;
      start = 0;
    }
    if (end == buffer.length) {
      buffer = Arrays.copyOf(buffer, 2 * buffer.length);
    }
  }

  /** Whether the line is longer than may be; it can't be read then. */
  boolean isTooLong() {
    return tooLong;
  }

  boolean isBlank() {
    for (int at = lineStart; at < lineStart + lineLength; at++) {
      if (buffer[at] != ' ' && buffer[at] != '\t' && buffer[at] != '\r') {
        return false;
      }
    }
    return !tooLong;
  }

  byte[] bytes() {
    return buffer;
  }

  int offset() {
    return lineStart;
  }

  int length() {
    return lineLength;
  }
}
