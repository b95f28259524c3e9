package dev.tally.app.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.app.config.Settings;
import dev.tally.app.config.Settings.Engine;
import dev.tally.app.config.Settings.Secret;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * {@code GET /api/v1/tree}, and what is proposed on a commit of it that is not the last any more.
 */
final class TreeApiTest {
  private static final int ANY_PORT = 0;
  private static final long ENGINE_MEMORY_BYTES = 1L << 30;
  private static final String PATH = "shop/order.proto";
  private static final String FIRST = order("");
  private static final String OF_BOB = order("  // Where it goes.\n  string country = 2;\n");
  private static final String OF_ANN = order("  // What it costs.\n  string price = 3;\n");
  private static final String OF_BOTH =
      order(
          "  // Where it goes.\n  string country = 2;\n  // What it costs.\n  string price = 3;\n");

  @TempDir private Path folder;

  private static String order(String attributes) {
    return """
        syntax = "proto3";
        package shop;
        import "tally/edl.proto";
        import "google/protobuf/timestamp.proto";

        // Somebody ordered something.
        message Order {
          option (tally.event) = { owner: "growth" };
          // When.
          google.protobuf.Timestamp at = 1 [(tally.field) = { event_time: true }];
        %s}
        """
        .formatted(attributes);
  }

  @Test
  void whatOthersMergedSinceTheCommitIsAConflictUntilThereIsARoundOnIt() throws IOException {
    try (Pipeline pipeline = Pipeline.start(settings(), Clock.systemUTC());
        ReviewClient ann = ReviewClient.named(pipeline.httpAddress(), "ann");
        ReviewClient bob = ReviewClient.named(pipeline.httpAddress(), "bob")) {
      assertThat(ann.get("tree").path("commit").asInt(-1)).isZero();
      assertThat(ann.get("tree").path("items")).isEmpty();

      bob.post("revisions", Map.of("files", files(FIRST)));
      int base = commitOf(ann.get("tree"), FIRST);
      bob.post("revisions", Map.of("files", files(OF_BOB)));
      int next = commitOf(ann.get("tree"), OF_BOB);
      assertThat(next).isGreaterThan(base);

      String of =
          "proposals/"
              + ann.post("proposals", round("title", "Price", base, OF_ANN))
                  .path("proposal")
                  .path("id")
                  .asInt();
      Map<String, Object> stage = Map.of("stage", "PRODUCTION");
      assertThat(ann.problem("POST", of + "/merge", stage))
          .contains("others have changed " + PATH + " since commit " + base);
      assertThat(commitOf(ann.get("tree"), OF_BOB)).isEqualTo(next);

      assertThat(ann.status("POST", of + "/rounds", round("requestId", "", next + 7, OF_BOTH)))
          .isEqualTo(404);
      ann.post(of + "/rounds", round("requestId", "", next, OF_BOTH));
      ann.post(of + "/merge", stage);
      assertThat(commitOf(ann.get("tree"), OF_BOTH)).isGreaterThan(next);
    }
  }

  private static int commitOf(JsonNode tree, String source) {
    assertThat(tree.path("items").get(0).path("source").asString()).isEqualTo(source);
    return tree.path("commit").asInt();
  }

  private static Map<String, Object> round(String key, String text, int base, String source) {
    return Map.of(key, text, "baseCommit", base, "files", files(source));
  }

  private static List<Map<String, String>> files(String source) {
    return List.of(Map.of("path", PATH, "source", source));
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
