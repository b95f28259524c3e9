package dev.tally.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.app.service.ReviewClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What changes would do, from a shell, of a Tally that runs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ImpactCommandTest {
  private TallyShell shell;
  private ReviewClient ann;

  @BeforeAll
  void start(@TempDir Path data) {
    shell = TallyShell.start(data);
    ann = ReviewClient.named(shell.address(), "ann");
  }

  @AfterAll
  void stop() {
    ann.close();
    shell.close();
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
    return shell.run(command + " --as ann", arguments);
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
    assertThat(run("impact", folder.toString())).as(shell.err()).isZero();
    assertThat(shell.out().strip()).isEqualTo("no event type changes");

    write(
        folder,
        "string note = 3; int64 amount = 4;",
        "option (tally.metric) = { name: \"orders\", count: {}, by: [\"country\"], resolution: \"1m\" };");
    assertThat(run("impact", folder.toString())).as(shell.err()).isZero();
    String text = shell.out();
    assertThat(text)
        .startsWith("shop.Order  changed")
        .containsPattern("  metrics +orders +added +0 series appear")
        .containsPattern("  dimensions +country +added +0 values")
        .containsPattern("events\\.shop_Order\\.amount +added");

    assertThat(run("impact", folder.toString(), "--json")).isZero();
    JsonNode json = JsonMapper.builder().build().readTree(shell.out());
    assertThat(json.path("items").get(0).path("eventType").asString()).isEqualTo("shop.Order");

    run("propose", folder.toString(), "--title", "Count");
    String id = shell.out().replaceAll("(?s).*proposal (\\d+), round.*", "$1");
    assertThat(run("impact", "--proposal", id)).as(shell.err()).isZero();
    assertThat(shell.out()).isEqualTo(text);
  }

  @Test
  void whatIsAskedIsOneThing(@TempDir Path folder) {
    assertThat(run("impact")).isEqualTo(2);
    assertThat(shell.err()).contains("a folder of EDL files, or --proposal ID");
    assertThat(run("impact", folder.toString(), "--proposal", "1")).isEqualTo(2);
    assertThat(run("impact", "--proposal", "4711")).isEqualTo(2);
    assertThat(shell.err()).contains("4711", "[NOT_FOUND]");
  }
}
