package dev.tally.collector;

import io.javalin.Javalin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code /api/v1/rejects} of a collector on a free port, and a client. */
final class RejectsServer implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Javalin javalin;
  private final HttpClient client = HttpClient.newHttpClient();

  RejectsServer(Collector collector) {
    javalin =
        Javalin.create(
                config -> {
                  config.startup.showJavalinBanner = false;
                  collector.rejectsApi().accept(config);
                })
            .start("127.0.0.1", 0);
  }

  JsonNode get(String path) {
    return send(HttpRequest.newBuilder(address(path)).build());
  }

  /** "stored unpublished {codes}" of a replay of everything. */
  String replay(String event) {
    JsonNode report =
        send(
            HttpRequest.newBuilder(address("/replay"))
                .POST(BodyPublishers.ofString("{\"event\":\"" + event + "\"}"))
                .build());
    return report.path("stored").asLong()
        + " "
        + report.path("unpublished").asLong()
        + " "
        + report.path("rejected");
  }

  private URI address(String path) {
    return URI.create("http://127.0.0.1:" + javalin.port() + "/api/v1/rejects" + path);
  }

  private JsonNode send(HttpRequest request) {
    try {
      return JSON.readTree(client.send(request, BodyHandlers.ofString()).body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    javalin.stop();
    client.close();
  }
}
