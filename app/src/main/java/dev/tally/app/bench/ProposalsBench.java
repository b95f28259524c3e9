package dev.tally.app.bench;

import dev.tally.edl.model.EdlFile;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a proposal takes that changes one file of a large tree, over HTTP and with all it writes.
 */
final class ProposalsBench {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int WARM_UP = 5;
  private static final int ROUNDS = 30;
  private static final int HTTP_ERROR = 400;

  private final Map<String, String> texts;
  private final List<EdlFile> files;

  /**
   * @param files the texts, loaded
   */
  ProposalsBench(Map<String, String> texts, List<EdlFile> files) {
    this.texts = texts;
    this.files = files;
  }

  /** The first one loads the whole tree. */
  Timed run() throws Exception {
    try (BenchInstallation tally = BenchInstallation.start();
        HttpClient client = HttpClient.newHttpClient()) {
      tally.pipeline().publish(files);
      URI proposals = URI.create(tally.pipeline().httpAddress() + "/api/v1/proposals");
      return Timed.of(WARM_UP, ROUNDS, round -> send(client, proposals, request(round)));
    }
  }

  private Map<String, Object> request(int round) {
    String path = GeneratedEdl.changedPath(texts, round);
    String source = GeneratedEdl.changed(texts, round).getOrDefault(path, "");
    return Map.of(
        "title", "Change " + round, "files", List.of(Map.of("path", path, "source", source)));
  }

  private static void send(HttpClient client, URI address, Map<String, Object> body)
      throws IOException, InterruptedException {
    HttpResponse<byte[]> response =
        client.send(
            HttpRequest.newBuilder(address)
                .header("Tally-Person", "bench")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    JsonNode answer = JSON.readTree(response.body());
    if (response.statusCode() >= HTTP_ERROR || !answer.path("report").path("passes").asBoolean()) {
      throw new TallyException(
          ErrorCode.INTERNAL, "%s: %d %s".formatted(address, response.statusCode(), answer));
    }
  }
}
