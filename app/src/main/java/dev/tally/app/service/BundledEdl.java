package dev.tally.app.service;

import static java.util.Objects.requireNonNull;

import dev.tally.edl.load.EdlLoader;
import dev.tally.edl.load.EdlProblem;
import dev.tally.edl.model.EdlFile;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** EDL that Tally brings along for its demo and its benchmarks; senders were generated from it. */
public final class BundledEdl {
  private BundledEdl() {}

  /**
   * @param file relative to {@code app/src/main/edl}
   */
  public static List<EdlFile> load(String file) {
    try {
      Path folder = Files.createTempDirectory("tally-edl");
      Path copy = folder.resolve(file);
      Path inner = requireNonNull(copy.getParent());
      Files.createDirectories(inner);
      try (InputStream in = BundledEdl.class.getResourceAsStream("/edl/" + file)) {
        Files.write(copy, requireNonNull(in).readAllBytes());
        return load(folder);
      } finally {
        Files.deleteIfExists(copy);
        Files.delete(inner);
        Files.delete(folder);
      }
    } catch (IOException e) {
      throw new TallyException(
          ErrorCode.INTERNAL, file + " can't be unpacked: " + e.getMessage(), e);
    }
  }

  private static List<EdlFile> load(Path folder) {
    return switch (EdlLoader.bundled(Folders.downloads().resolve("protoc")).load(folder)) {
      case EdlLoader.Result.Loaded loaded -> loaded.files();
      case EdlLoader.Result.Refused(List<EdlProblem> problems) ->
          throw new TallyException(ErrorCode.INTERNAL, "Tally's own EDL is refused: " + problems);
    };
  }
}
