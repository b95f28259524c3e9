package dev.tally.app.transfer;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * How far an import came, in a file named by its producer.
 *
 * @param source as it was called; for people
 * @param rows all up to this one are acknowledged; the last of a range
 * @param events of those rows
 * @param errors those of the rows that became no event
 * @param isComplete whether nothing is left
 */
record Checkpoint(String source, long rows, long events, long errors, boolean isComplete) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  static Checkpoint start(String source) {
    return new Checkpoint(source, 0, 0, 0, false);
  }

  /** Empty when the import never began. */
  static Optional<Checkpoint> read(Path file) {
    try {
      return Files.exists(file)
          ? Optional.of(JSON.readValue(Files.readString(file), Checkpoint.class))
          : Optional.empty();
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
    try {
      Path folder = Files.createDirectories(file.toAbsolutePath().getParent());
      Path fresh = Files.createTempFile(folder, "checkpoint", ".new");
      Files.writeString(fresh, JSON.writeValueAsString(this));
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new TallyException(ErrorCode.DISK_FULL, file + " can't be written: " + e, e);
    }
  }
}
