package dev.tally.app.bench;

import dev.tally.app.config.Settings;
import dev.tally.app.config.Settings.Engine;
import dev.tally.app.config.Settings.Secret;
import dev.tally.app.config.SettingsLoader;
import dev.tally.app.service.Folders;
import dev.tally.app.service.Pipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/** A whole Tally in a folder of its own, on free ports, deleted when closed. */
final class BenchInstallation implements AutoCloseable {
  private static final int ANY_PORT = 0;

  private final Path folder;
  private final Pipeline pipeline;

  private BenchInstallation(Path folder, Pipeline pipeline) {
    this.folder = folder;
    this.pipeline = pipeline;
  }

  static BenchInstallation start() throws IOException {
    return start(Settings.Ingest.of(ANY_PORT));
  }

  /**
   * @param ingest with port 0
   */
  static BenchInstallation start(Settings.Ingest ingest) throws IOException {
    Files.createDirectories(Folders.state());
    Path folder = Files.createTempDirectory(Folders.state(), "bench-");
    Pipeline pipeline = Pipeline.start(settings(folder, ingest), Clock.systemUTC());
    pipeline.publish(BenchEdl.load());
    return new BenchInstallation(folder, pipeline);
  }

  private static Settings settings(Path folder, Settings.Ingest ingest) {
    return new Settings(
        folder,
        "127.0.0.1",
        ingest,
        new Settings.Http(ANY_PORT),
        new Engine.Embedded(ANY_PORT, ANY_PORT, SettingsLoader.ENGINE_MEMORY_BYTES),
        new Settings.Metadata(
            "jdbc:h2:file:" + folder.resolve("metadata"), "tally", new Secret("")),
        Map.of());
  }

  Pipeline pipeline() {
    return pipeline;
  }

  @Override
  public void close() throws IOException {
    pipeline.close();
    TemporaryFolder.delete(folder);
  }
}
