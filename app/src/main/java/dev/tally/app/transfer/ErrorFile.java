package dev.tally.app.transfer;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The rows that became no event, a line each, with the reason. */
final class ErrorFile {
  private ErrorFile() {}

  static void append(Path file, String line) {
    try {
      Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new TallyException(ErrorCode.DISK_FULL, file + " can't be written: " + e, e);
    }
  }
}
