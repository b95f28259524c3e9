package dev.tally.app.demo;

import static java.util.Objects.requireNonNull;

import dev.tally.app.service.Folders;
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

/** The EDL that the demo publishes; its sender was generated from it. */
public final class DemoEdl {
  private static final String FILE = "flight_departed.proto";

  private DemoEdl() {}

  public static List<EdlFile> load() {
    try {
      Path folder = Files.createTempDirectory("tally-demo-edl");
      Path file = Files.createDirectory(folder.resolve("flights")).resolve(FILE);
      try (InputStream in = DemoEdl.class.getResourceAsStream("/demo/edl/flights/" + FILE)) {
        Files.write(file, requireNonNull(in).readAllBytes());
        return load(folder);
      } finally {
        Files.deleteIfExists(file);
        Files.delete(requireNonNull(file.getParent()));
        Files.delete(folder);
      }
    } catch (IOException e) {
      throw new TallyException(
          ErrorCode.INTERNAL, "the demo's EDL can't be unpacked: " + e.getMessage(), e);
    }
  }

  private static List<EdlFile> load(Path folder) {
    return switch (EdlLoader.bundled(Folders.downloads().resolve("protoc")).load(folder)) {
      case EdlLoader.Result.Loaded(List<EdlFile> files) -> files;
      case EdlLoader.Result.Refused(List<EdlProblem> problems) ->
          throw new TallyException(
              ErrorCode.INTERNAL, "the demo's own EDL is refused: " + problems);
    };
  }
}
