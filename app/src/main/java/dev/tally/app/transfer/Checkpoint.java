package dev.tally.app.transfer;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * How far an import came, in a file named by its producer.
 *
 * @param source as it was called; for people
 * @param batches all up to this number are acknowledged
 * @param events in those batches
 * @param errors rows before the end of those batches that became no event
 * @param isComplete whether nothing is left
 */
record Checkpoint(String source, long batches, long events, long errors, boolean isComplete) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  static Checkpoint read(Path file, String source) {
    try {
      return Files.exists(file)
          ? JSON.readValue(Files.readString(file), Checkpoint.class)
          : new Checkpoint(source, 0, 0, 0, false);
    } catch (IOException | JacksonException e) {
      throw new TallyException(
          ErrorCode.REQUEST_INVALID,
          "%s can't be read (%s); without it the import starts over, and the collector drops what"
                  .formatted(file, e.getMessage())
              + " it has: remove the file",
          e);
    }
  }

  void write(Path file) {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(fresh, JSON.writeValueAsString(this));
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new TallyException(ErrorCode.DISK_FULL, file + " can't be written: " + e, e);
    }
  }
}
