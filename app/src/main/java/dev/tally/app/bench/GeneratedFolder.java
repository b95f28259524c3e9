package dev.tally.app.bench;

import dev.tally.app.service.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** EDL in a folder that goes when the benchmark does. */
record GeneratedFolder(Path path) implements AutoCloseable {
  static GeneratedFolder of(Map<String, String> texts) throws IOException {
    Files.createDirectories(Folders.state());
    GeneratedFolder folder =
        new GeneratedFolder(Files.createTempDirectory(Folders.state(), "bench-edl"));
    for (Map.Entry<String, String> file : texts.entrySet()) {
      Path target = folder.path.resolve(file.getKey());
      Files.createDirectories(target.getParent());
      Files.writeString(target, file.getValue());
    }
    return folder;
  }

  @Override
  public void close() throws IOException {
    TemporaryFolder.delete(path);
  }
}
