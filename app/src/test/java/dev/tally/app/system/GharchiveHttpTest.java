package dev.tally.app.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * GitHub's events through {@code POST /v1/events}, as NDJSON with gzip and nested attributes. What
 * {@code tally import} does by its mapping is written out here, so neither leans on the other.
 */
final class GharchiveHttpTest {
  private static final int REQUEST_EVENTS = 2_000;
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final List<String> ISSUE =
      List.of("number", "title", "state", "comments", "locked");
  private static final List<String> COMMENT = List.of("id", "commit_id", "path");
  private static final List<String> PULL_REQUEST =
      List.of("number", "title", "state", "merged", "additions", "deletions");

  @TempDir private Path folder;
  private final List<String> events = new ArrayList<>();

  @Test
  void countsAreTheFilesOwnAndTheSameRequestsAgainAddNothing() throws IOException {
    List<Path> sources = Gharchive.sources();
    Map<String, Long> expected = Gharchive.counts(sources);
    for (Path source : sources) {
      Gharchive.forEachRow(source, row -> events.add(event(row).toString()));
    }
    try (TestInstallation tally = new TestInstallation(folder);
        HttpClient http = HttpClient.newHttpClient()) {
      tally.publish("github", Files.readString(Gharchive.resource("github.proto")));

      assertThat(postAll(tally, http)).isEqualTo(new Sums(events.size(), 0, 0));
      tally.assertStored("github.", events.size());
      assertThat(Gharchive.stored(tally, "github")).isEqualTo(expected);
      assertNestedAttributesAreTheFilesOwn(tally, sources);

      assertThat(postAll(tally, http)).isEqualTo(new Sums(events.size(), events.size(), 0));
      tally.assertStored("github.", events.size());
      assertThat(Gharchive.stored(tally, "github")).isEqualTo(expected);
    }
  }

  /** By the typed columns of the view; the sums of the ids and sizes would show a single row. */
  private static void assertNestedAttributesAreTheFilesOwn(
      TestInstallation tally, List<Path> sources) throws IOException {
    long[] actors = {0};
    long[] commits = {0};
    for (Path source : sources) {
      Gharchive.forEachRow(
          source,
          row -> {
            if (row.path("type").asString().equals("PushEvent")) {
              actors[0] += row.path("actor").path("id").asLong();
              commits[0] += row.path("payload").path("commits").size();
            }
          });
    }
    JsonNode sums =
        tally
            .sql(
                "SELECT sum(`actor.id`) AS actors, sum(length(commits)) AS commits"
                    + " FROM events.github_PushEvent")
            .getFirst();
    assertThat(sums.path("actors").asLong()).isEqualTo(actors[0]);
    assertThat(sums.path("commits").asLong()).isEqualTo(commits[0]);
  }

  private record Sums(long accepted, long repeated, long rejected) {}

  private Sums postAll(TestInstallation tally, HttpClient http) {
    long accepted = 0;
    long repeated = 0;
    long rejected = 0;
    for (int from = 0; from < events.size(); from += REQUEST_EVENTS) {
      List<String> some = events.subList(from, Math.min(events.size(), from + REQUEST_EVENTS));
      JsonNode answer = post(tally, http, String.join("\n", some));
      accepted += answer.path("accepted").asLong();
      repeated += answer.path("repeated").asLong();
      rejected += answer.path("rejected").asLong();
    }
    return new Sums(accepted, repeated, rejected);
  }

  private static JsonNode post(TestInstallation tally, HttpClient http, String lines) {
    try {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(tally.address("/v1/events"))
                  .header("Content-Type", "application/x-ndjson")
                  .header("Content-Encoding", "gzip")
                  .POST(HttpRequest.BodyPublishers.ofByteArray(gzip(lines)))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private static ObjectNode event(JsonNode row) {
    String type = row.path("type").asString();
    ObjectNode event =
        JSON.createObjectNode()
            .put("event", "github." + type)
            .put("time", row.path("created_at").asString())
            .put("id", row.path("id").asString());
    ObjectNode attributes = event.putObject("attributes");
    copy(row, attributes, "actor", List.of("id", "login"));
    copy(row, attributes, "repo", List.of("id", "name"));
    put(attributes, "org", row.path("org").path("login"));
    payload(type, row.path("payload"), attributes);
    return event;
  }

  private static void payload(String type, JsonNode payload, ObjectNode attributes) {
    switch (type) {
      case "PushEvent" -> {
        copy(payload, attributes, List.of("push_id", "size", "ref"));
        put(attributes, "commits", JSON.valueToTree(payload.path("commits").findValues("sha")));
      }
      case "CreateEvent", "DeleteEvent" -> copy(payload, attributes, List.of("ref", "ref_type"));
      case "ForkEvent" -> {
        put(attributes, "forkee_id", payload.path("forkee").path("id"));
        put(attributes, "forkee", payload.path("forkee").path("full_name"));
      }
      case "GollumEvent" ->
          put(attributes, "pages", JSON.valueToTree(payload.path("pages").findValues("page_name")));
      case "MemberEvent" -> {
        put(attributes, "member", payload.path("member").path("login"));
        put(attributes, "action", payload.path("action"));
      }
      case "CommitCommentEvent" -> copy(payload, attributes, "comment", COMMENT);
      case "PublicEvent" -> {}
      default -> action(payload, attributes);
    }
  }

  private static void action(JsonNode payload, ObjectNode attributes) {
    put(attributes, "action", payload.path("action"));
    copy(payload, attributes, "issue", ISSUE);
    copy(payload, attributes, "comment", COMMENT);
    copy(payload, attributes, "pull_request", PULL_REQUEST);
    copy(payload, attributes, "release", List.of("tag_name", "prerelease"));
  }

  private static void copy(JsonNode from, ObjectNode to, List<String> names) {
    names.forEach(name -> put(to, name, from.path(name)));
  }

  private static void copy(JsonNode from, ObjectNode to, String message, List<String> names) {
    if (from.path(message).isObject()) {
      copy(from.path(message), to.putObject(message), names);
    }
  }

  private static void put(ObjectNode to, String name, JsonNode value) {
    if (!value.isMissingNode()) {
      to.set(name, value);
    }
  }
}
