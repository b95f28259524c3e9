package dev.tally.app.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.app.service.ReviewClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Proposals from a shell, of a Tally that runs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ProposeCommandTest {
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
    return shell.run("propose --keep-missing " + folder, arguments);
  }

  private int id() {
    return Integer.parseInt(shell.out().replaceAll("(?s).*proposal (\\d+), round.*", "$1"));
  }

  private JsonNode proposal(int id) throws IOException {
    return ann.get("proposals/" + id);
  }

  @Test
  void onlyWhatIsOtherwiseIsProposed(@TempDir Path folder) throws IOException {
    write(folder, "first", "note");
    Files.writeString(folder.resolve("first/edl.yaml"), "owners: [growth]\n");
    assertThat(propose(folder, "--as", "ann", "--title", "First")).as(shell.err()).isZero();
    int id = id();
    assertThat(shell.out())
        .contains(
            "changes  first/edl.yaml",
            "changes  first/order.proto",
            "/reviews/" + id,
            "lacks: 0 of 1 approvals of the team growth");
    try (ReviewClient bob = ReviewClient.named(shell.address(), "bob")) {
      bob.put("people/bob");
      bob.put("teams/growth");
      bob.put("teams/growth/members/bob");
      bob.post("proposals/" + id + "/reviews", Map.of("round", 1, "decision", "APPROVE"));
      bob.post("proposals/" + id + "/merge", Map.of("stage", "PRODUCTION"));
    }
    assertThat(propose(folder, "--as", "ann", "--title", "Again")).isZero();
    assertThat(shell.out().strip()).isEqualTo("all of it is published already");

    write(folder, "first", "remark");
    assertThat(propose(folder, "--as", "ann", "--title", "Rename")).isEqualTo(1);
    assertThat(shell.out()).doesNotContain("edl.yaml").contains("changes  first/order.proto");
    assertThat(shell.err()).contains("first/order.proto:", "FIELD_RENAMED", "1 error");
  }

  @Test
  void aBranchIsOneProposal(@TempDir Path folder) throws Exception {
    write(folder, "second", "note");
    git(folder, "init", "-q", "-b", "orders");
    commit(folder, "Count orders\n\nGrowth asks for it.");

    assertThat(propose(folder, "--from-git")).as(shell.err()).isZero();
    int id = id();
    JsonNode first = proposal(id);
    assertThat(first.path("proposal").path("title").asString()).isEqualTo("Count orders");
    assertThat(first.path("proposal").path("author").asString()).isEqualTo("dana");
    assertThat(first.path("description").asString())
        .isEqualTo("Growth asks for it.\n\nBranch: orders");

    assertThat(propose(folder, "--from-git")).as(shell.err()).isZero();
    assertThat(id()).isEqualTo(id);
    assertThat(proposal(id).path("rounds")).hasSize(1);
    write(folder, "second", "remark");
    assertThat(propose(folder, "--from-git")).isNotZero();
    assertThat(shell.err()).contains("is committed; commit it first", "second/order.proto");

    commit(folder, "Say remark");
    assertThat(propose(folder, "--from-git")).as(shell.err()).isZero();
    assertThat(id()).isEqualTo(id);
    assertThat(proposal(id).path("rounds").get(1).path("number").asInt()).isEqualTo(2);

    try (ReviewClient dana = ReviewClient.named(shell.address(), "dana")) {
      dana.post("proposals/" + id + "/withdraw", Map.of());
    }
    assertThat(propose(folder, "--from-git")).as(shell.err()).isZero();
    int another = id();
    assertThat(another).isNotEqualTo(id);
    assertThat(propose(folder, "--from-git")).isZero();
    assertThat(id()).isEqualTo(another);
  }

  @Test
  void whatIsMissingIsSaid(@TempDir Path folder) throws IOException {
    write(folder, "third", "note");
    assertThat(propose(folder, "--as", "ann")).isNotZero();
    assertThat(shell.err()).contains("--title, or --from-git");
    assertThat(propose(folder, "--from-git")).isNotZero();
    assertThat(shell.err()).contains("git refuses: ").contains("not a git repository");
    assertThat(propose(folder.resolve("nowhere"), "--as", "ann", "--title", "t")).isNotZero();
    assertThat(shell.err()).contains("no folder ");
    assertThat(propose(folder, "--as", "not a name", "--title", "t")).isNotZero();
    assertThat(shell.err()).contains("the name of a person has 1 to 64");
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
