package dev.tally.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.app.Tally;
import dev.tally.app.config.Settings;
import dev.tally.app.config.Settings.Engine;
import dev.tally.app.config.Settings.Secret;
import dev.tally.app.service.Pipeline;
import dev.tally.app.service.ReviewClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What changes would do, from a shell, of a Tally that runs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ImpactCommandTest {
  private static final int ANY_PORT = 0;
  private static final long ENGINE_MEMORY_BYTES = 1L << 30;

  private Pipeline pipeline;
  private ReviewClient ann;

  private StringWriter out = new StringWriter();
  private StringWriter err = new StringWriter();

  @BeforeAll
  void start(@TempDir Path data) {
    pipeline =
        Pipeline.start(
            new Settings(
                data,
                "127.0.0.1",
                Settings.Ingest.of(ANY_PORT),
                new Settings.Http(ANY_PORT),
                new Engine.Embedded(ANY_PORT, ANY_PORT, ENGINE_MEMORY_BYTES),
                new Settings.Metadata(
                    "jdbc:h2:file:" + data.resolve("metadata"), "tally", new Secret("")),
                Map.of()),
            Clock.systemUTC());
    ann = ReviewClient.named(pipeline.httpAddress(), "ann");
  }

  @AfterAll
  void stop() {
    ann.close();
    pipeline.close();
  }

  @BeforeEach
  void listen() {
    out = new StringWriter();
    err = new StringWriter();
  }

  private static void write(Path folder, String text, String metric) throws IOException {
    Files.writeString(
        folder.resolve("order.proto"),
        """
        syntax = "proto3";
        package shop;
        import "tally/edl.proto";
        import "google/protobuf/timestamp.proto";

        // It happened.
        message Order {
          option (tally.event) = { owner: "growth" };
          %s
          // When.
          google.protobuf.Timestamp at = 1 [(tally.field) = { event_time: true }];
          // From where.
          string country = 2 [(tally.field) = { dimension: MEDIUM }];
          // What was said.
          %s
        }
        """
            .formatted(metric, text));
  }

  private int run(String command, String... arguments) {
    List<String> all =
        new ArrayList<>(
            List.of(
                command,
                "--as",
                "ann",
                "--set",
                "http.port=" + URI.create(pipeline.httpAddress()).getPort()));
    all.addAll(List.of(arguments));
    return Tally.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(all.toArray(String[]::new));
  }

  @Test
  void ofAFolderAndOfAProposal(@TempDir Path folder) throws IOException {
    write(folder, "string note = 3;", "");
    ann.post(
        "revisions",
        Map.of(
            "files",
            List.of(
                Map.of(
                    "path",
                    "order.proto",
                    "source",
                    Files.readString(folder.resolve("order.proto"))))));
    assertThat(run("impact", folder.toString())).as(err.toString()).isZero();
    assertThat(out.toString().strip()).isEqualTo("no event type changes");

    write(
        folder,
        "string note = 3; int64 amount = 4;",
        "option (tally.metric) = { name: \"orders\", count: {}, by: [\"country\"], resolution: \"1m\" };");
    listen();
    assertThat(run("impact", folder.toString())).as(err.toString()).isZero();
    String text = out.toString();
    assertThat(text)
        .startsWith("shop.Order  changed")
        .containsPattern("  metrics +orders +added +0 series appear")
        .containsPattern("  dimensions +country +added +0 values")
        .containsPattern("events\\.shop_Order\\.amount +added");

    listen();
    assertThat(run("impact", folder.toString(), "--format", "JSON")).isZero();
    JsonNode json = JsonMapper.builder().build().readTree(out.toString());
    assertThat(json.path("items").get(0).path("eventType").asString()).isEqualTo("shop.Order");

    listen();
    run("propose", folder.toString(), "--title", "Count");
    String id = out.toString().replaceAll("(?s).*proposal (\\d+), round.*", "$1");
    listen();
    assertThat(run("impact", "--proposal", id)).as(err.toString()).isZero();
    assertThat(out.toString()).isEqualTo(text);
  }

  @Test
  void whatIsAskedIsOneThing(@TempDir Path folder) {
    assertThat(run("impact")).isEqualTo(2);
    assertThat(err.toString()).contains("a folder of EDL files, or --proposal ID");
    listen();
    assertThat(run("impact", folder.toString(), "--proposal", "1")).isEqualTo(2);
    listen();
    assertThat(run("impact", "--proposal", "4711")).isEqualTo(2);
    assertThat(err.toString()).contains("4711", "[NOT_FOUND]");
  }
}
