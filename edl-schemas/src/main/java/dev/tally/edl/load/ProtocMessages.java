package dev.tally.edl.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * What protoc wrote.
 *
 * @param lines as many as a person reads, without warnings and what has no place
 * @param isFull whether there was more, which was not read
 */
record ProtocMessages(List<String> lines, boolean isFull) {
  /** What is longer is cut: the names that protoc quotes can be of any length. */
  private static final int LINE_BYTES_MAX = 8_192;

  private static final String WARNING = ": warning: ";

  /** Said without a place; what imports the file is said with one. */
  private static final String NOT_FOUND = ": File not found.";

  ProtocMessages {
    lines = List.copyOf(lines);
  }

  /** Reads to the end, or until it is more than enough. */
  static ProtocMessages read(InputStream output) throws IOException {
    List<String> lines = new ArrayList<>();
    byte[] line = new byte[LINE_BYTES_MAX];
    int length = 0;
    byte[] buffer = new byte[8192];
    int read = output.read(buffer);
    while (read >= 0) {
      for (int i = 0; i < read; i++) {
        if (buffer[i] == '\n') {
          add(new String(line, 0, length, UTF_8), lines);
          length = 0;
        } else if (length < line.length) {
          line[length++] = buffer[i];
        }
      }
      if (lines.size() >= EdlLimits.PROTOC_MESSAGES_MAX) {
        return new ProtocMessages(lines.subList(0, EdlLimits.PROTOC_MESSAGES_MAX), true);
      }
      read = output.read(buffer);
    }
    if (length > 0) {
      add(new String(line, 0, length, UTF_8), lines);
    }
    return new ProtocMessages(lines, false);
  }

  private static void add(String line, List<String> lines) {
    if (!line.contains(WARNING) && !line.endsWith(NOT_FOUND)) {
      lines.add(line);
    }
  }
}
