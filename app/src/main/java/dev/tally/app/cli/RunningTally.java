package dev.tally.app.cli;

import dev.tally.app.config.Settings;
import dev.tally.edl.model.EdlFile;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A Tally that runs with the same settings, asked over HTTP. */
final class RunningTally {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int HTTP_OK = 200;

  private final URI revisions;

  RunningTally(Settings settings) {
    revisions =
        URI.create(
            "http://%s:%d/api/v1/revisions".formatted(settings.listen(), settings.http().port()));
  }

  /**
   * Publishes there.
   *
   * @return a line per event type
   * @throws TallyException what it refuses; METADATA_UNAVAILABLE when nobody answers
   */
  List<String> publish(List<EdlFile> files) {
    List<Map<String, String>> sources =
        files.stream().map(file -> Map.of("path", file.path(), "source", file.source())).toList();
    HttpRequest request =
        HttpRequest.newBuilder(revisions)
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofByteArray(
                    JSON.writeValueAsBytes(Map.of("files", sources))))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      JsonNode answer = JSON.readTree(response.body());
      if (response.statusCode() != HTTP_OK) {
        throw new TallyException(
            ErrorCode.valueOf(answer.path("code").asString()), answer.path("detail").asString());
      }
      return answer.path("items").values().stream().map(RunningTally::line).toList();
    } catch (IOException e) {
      throw new TallyException(
          ErrorCode.METADATA_UNAVAILABLE,
          "the metadata database is in use, and no Tally answers at " + revisions,
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TallyException(ErrorCode.INTERNAL, "interrupted", e);
    }
  }

  private static String line(JsonNode item) {
    return PublishCommand.line(
        item.path("eventType").asString(),
        item.path("revisionId").asInt(),
        item.path("isNew").asBoolean());
  }
}
