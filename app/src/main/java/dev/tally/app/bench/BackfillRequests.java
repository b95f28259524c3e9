package dev.tally.app.bench;

import dev.tally.app.torture.TallyProcess;
import dev.tally.edl.model.EdlFile;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What somebody asks a Tally for who publishes metrics and wants them for old events as well. */
final class BackfillRequests implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int HTTP_OK = 200;

  private final TallyProcess tally;
  private final HttpClient http = HttpClient.newHttpClient();

  BackfillRequests(TallyProcess tally) {
    this.tally = tally;
  }

  void publish(List<EdlFile> files) throws IOException {
    post(
        "/api/v1/revisions",
        Map.of(
            "files",
            files.stream()
                .map(file -> Map.of("path", file.path(), "source", file.source()))
                .toList()));
  }

  /** Of all metrics of an event type; returns its id. */
  long start(String eventType) throws IOException {
    return post("/api/v1/backfills", Map.of("eventType", eventType))
        .path("items")
        .path(0)
        .path("id")
        .asLong();
  }

  private JsonNode post(String path, Map<String, ?> body) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(tally.address(path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
            .build();
    try {
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != HTTP_OK) {
        throw new TallyException(ErrorCode.INTERNAL, path + " answers " + response.body());
      }
      return JSON.readTree(response.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /** Empty while nobody answers. */
  Optional<JsonNode> read(String path) {
    try {
      HttpResponse<String> response = tally.get(path);
      return response.statusCode() == HTTP_OK
          ? Optional.of(JSON.readTree(response.body()))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
