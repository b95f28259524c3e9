package dev.tally.app.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tally.app.config.Settings;
import dev.tally.app.config.Settings.Engine;
import dev.tally.app.config.Settings.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What carbon's clients send is rendered like everything else. */
final class CarbonTest {
  private static final int ANY_PORT = 0;
  private static final long ENGINE_MEMORY_BYTES = 1L << 30;
  private static final Duration SEEN_TIME_MAX = Duration.ofSeconds(30);

  @TempDir private Path folder;

  @Test
  void aLineIsAPointOfASeries() throws IOException {
    try (Pipeline pipeline =
        Pipeline.start(
            settings().withCarbon(Settings.Carbon.on(ANY_PORT, ANY_PORT)), Clock.systemUTC())) {
      try (Socket socket =
          new Socket(InetAddress.getLoopbackAddress(), pipeline.carbonPort().orElseThrow())) {
        socket.getOutputStream().write("servers.web01.load 1.5 -1\n".getBytes(UTF_8));
      }
      URI render =
          URI.create(
              pipeline.httpAddress() + "/render?target=servers.*.load&from=-5min&noNullPoints=1");
      await()
          .atMost(SEEN_TIME_MAX)
          .untilAsserted(
              () ->
                  assertThat(get(render)).contains("\"target\":\"servers.web01.load\"", "[[1.5,"));
    }
  }

  @Test
  void nobodyListensUnlessTold() {
    try (Pipeline pipeline = Pipeline.start(settings(), Clock.systemUTC())) {
      assertThat(pipeline.carbonPort()).isEmpty();
    }
  }

  private static String get(URI address) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString()).body();
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
