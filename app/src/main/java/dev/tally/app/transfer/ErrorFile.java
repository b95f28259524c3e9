package dev.tally.app.transfer;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** The rows that became no event, a line each, with the reason; of all sources of an import. */
final class ErrorFile {
  private final Path file;

  ErrorFile(Path file) {
    this.file = file;
  }

  synchronized void append(List<String> lines) {
    if (lines.isEmpty()) {
      return;
    }
    try {
      Files.write(file, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new TallyException(ErrorCode.DISK_FULL, file + " can't be written: " + e, e);
    }
  }
}
