package dev.tally.app.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.app.config.Settings;
import dev.tally.app.config.Settings.Engine;
import dev.tally.app.config.Settings.Secret;
import dev.tally.web.OpenApi;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The API that the document describes is the API that is served. */
final class RoutesTest {
  private static final int ANY_PORT = 0;
  private static final long ENGINE_MEMORY_BYTES = 1L << 30;

  @TempDir private Path folder;

  @Test
  void theDocumentDescribesEveryRouteOfTheApi() {
    try (Pipeline pipeline = Pipeline.start(settings(), Clock.systemUTC())) {
      assertThat(pipeline.routes())
          .filteredOn(route -> route.contains(" /api/"))
          .containsExactlyInAnyOrderElementsOf(
              OpenApi.operations().stream().filter(route -> route.contains(" /api/")).toList());
      assertThat(pipeline.routes()).containsAll(OpenApi.operations());
    }
  }

  private Settings settings() {
    return new Settings(
        folder,
        "127.0.0.1",
        Settings.Ingest.of(ANY_PORT),
        new Settings.Http(ANY_PORT),
        new Engine.Embedded(ANY_PORT, ANY_PORT, ENGINE_MEMORY_BYTES),
        new Settings.Metadata(
            "jdbc:h2:file:" + folder.resolve("metadata"), "tally", new Secret("")),
        Map.of());
  }
}
