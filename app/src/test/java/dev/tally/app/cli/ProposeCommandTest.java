package dev.tally.app.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
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

/** Proposals from a shell, of a Tally that runs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ProposeCommandTest {
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

  private static String event(String in, String field) {
    return """
        syntax = "proto3";
        package %s;
        import "tally/edl.proto";
        import "google/protobuf/timestamp.proto";

        // It happened.
        message Order {
          option (tally.event) = { owner: "growth" };
          // When.
          google.protobuf.Timestamp at = 1 [(tally.field) = { event_time: true }];
          // What was said.
          string %s = 2;
        }
        """
        .formatted(in, field);
  }

  private static void write(Path folder, String in, String field) throws IOException {
    Files.createDirectories(folder.resolve(in));
    Files.writeString(folder.resolve(in).resolve("order.proto"), event(in, field));
  }

  private int propose(Path folder, String... arguments) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "propose",
                folder.toString(),
                "--set",
                "http.port=" + URI.create(pipeline.httpAddress()).getPort(),
                "--keep-missing"));
    all.addAll(List.of(arguments));
    return Tally.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(all.toArray(String[]::new));
  }

  private int id() {
    return Integer.parseInt(out.toString().replaceAll("(?s).*proposal (\\d+), round.*", "$1"));
  }

  private JsonNode proposal(int id) throws IOException {
    return ann.get("proposals/" + id);
  }

  @Test
  void onlyWhatIsOtherwiseIsProposed(@TempDir Path folder) throws IOException {
    write(folder, "first", "note");
    Files.writeString(folder.resolve("first/edl.yaml"), "owners: [growth]\n");
    assertThat(propose(folder, "--as", "ann", "--title", "First")).as(err.toString()).isZero();
    int id = id();
    assertThat(out.toString())
        .contains(
            "changes  first/edl.yaml",
            "changes  first/order.proto",
            "/reviews/" + id,
            "lacks 1 of 1 approvals of the team growth");
    try (ReviewClient bob = ReviewClient.named(pipeline.httpAddress(), "bob")) {
      bob.put("people/bob");
      bob.put("teams/growth");
      bob.put("teams/growth/members/bob");
      bob.post("proposals/" + id + "/reviews", Map.of("round", 1, "decision", "APPROVE"));
      bob.post("proposals/" + id + "/merge", Map.of("stage", "PRODUCTION"));
    }
    listen();
    assertThat(propose(folder, "--as", "ann", "--title", "Again")).isZero();
    assertThat(out.toString().strip()).isEqualTo("all of it is published already");

    listen();
    write(folder, "first", "remark");
    assertThat(propose(folder, "--as", "ann", "--title", "Rename")).isEqualTo(1);
    assertThat(out.toString()).doesNotContain("edl.yaml").contains("changes  first/order.proto");
    assertThat(err.toString()).contains("first/order.proto:", "FIELD_RENAMED", "1 error");
  }

  @Test
  void aBranchIsOneProposal(@TempDir Path folder) throws Exception {
    write(folder, "second", "note");
    git(folder, "init", "-q", "-b", "orders");
    commit(folder, "Count orders\n\nGrowth asks for it.");

    assertThat(propose(folder, "--from-git")).as(err.toString()).isZero();
    int id = id();
    JsonNode first = proposal(id);
    assertThat(first.path("proposal").path("title").asString()).isEqualTo("Count orders");
    assertThat(first.path("proposal").path("author").asString()).isEqualTo("dana");
    assertThat(first.path("description").asString())
        .isEqualTo("Growth asks for it.\n\nBranch: orders");

    listen();
    assertThat(propose(folder, "--from-git")).as(err.toString()).isZero();
    assertThat(id()).isEqualTo(id);
    assertThat(proposal(id).path("rounds")).hasSize(1);
    write(folder, "second", "remark");
    listen();
    assertThat(propose(folder, "--from-git")).isNotZero();
    assertThat(err.toString()).contains("is committed; commit it first", "second/order.proto");

    commit(folder, "Say remark");
    listen();
    assertThat(propose(folder, "--from-git")).as(err.toString()).isZero();
    assertThat(id()).isEqualTo(id);
    assertThat(proposal(id).path("rounds").get(1).path("number").asInt()).isEqualTo(2);
  }

  @Test
  void whatIsMissingIsSaid(@TempDir Path folder) throws IOException {
    write(folder, "third", "note");
    assertThat(propose(folder, "--as", "ann")).isNotZero();
    assertThat(err.toString()).contains("--title, or --from-git");
    listen();
    assertThat(propose(folder, "--from-git")).isNotZero();
    assertThat(err.toString()).contains("git refuses: ").contains("not a git repository");
    listen();
    assertThat(propose(folder.resolve("nowhere"), "--as", "ann", "--title", "t")).isNotZero();
    assertThat(err.toString()).contains("no folder ");
    listen();
    assertThat(propose(folder, "--as", "not a name", "--title", "t")).isNotZero();
    assertThat(err.toString()).contains("the name of a person has 1 to 64");
  }

  private static void commit(Path folder, String message) throws Exception {
    git(folder, "add", "-A");
    git(
        folder,
        "-c",
        "user.email=dana@example.test",
        "-c",
        "user.name=Dana",
        "commit",
        "-q",
        "-m",
        message);
  }

  private static void git(Path folder, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("git", "-C", folder.toString()));
    command.addAll(List.of(arguments));
    Process git = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(git.getInputStream().readAllBytes(), UTF_8);
    assertThat(git.waitFor()).as(said).isZero();
  }
}
