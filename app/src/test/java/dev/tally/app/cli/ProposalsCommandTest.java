package dev.tally.app.cli;

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
import tools.jackson.databind.json.JsonMapper;

/** A review that is held in a shell, of a Tally that runs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ProposalsCommandTest {
  private TallyShell shell;

  @BeforeAll
  void start(@TempDir Path data) throws IOException {
    shell = TallyShell.start(data);
    try (ReviewClient root = ReviewClient.named(shell.address(), "root")) {
      root.put("people/bob");
      root.put("teams/growth");
      root.put("teams/growth/members/bob");
    }
  }

  @AfterAll
  void stop() {
    shell.close();
  }

  private static void write(Path folder, String in, String fields) throws IOException {
    Files.createDirectories(folder.resolve(in));
    Files.writeString(
        folder.resolve(in).resolve("order.proto"),
        """
        syntax = "proto3";
        package %s;
        import "tally/edl.proto";
        import "google/protobuf/timestamp.proto";

        // It happened.
        message Order {
          option (tally.event) = { owner: "growth" };
          // When.
          google.protobuf.Timestamp at = 1 [(tally.field) = { event_time: true }];
          %s
        }
        """
            .formatted(in, fields));
    Files.writeString(folder.resolve(in).resolve("edl.yaml"), "owners: [growth]\n");
  }

  private int as(String person, String command, String... arguments) {
    return shell.run("proposals " + command + " --as " + person, arguments);
  }

  private String propose(Path folder, String title) {
    shell.run("propose --keep-missing --as ann " + folder, "--title", title);
    return shell.out().replaceAll("(?s).*proposal (\\d+), round.*", "$1");
  }

  @Test
  void aReviewFromTheFirstLookToThePublication(@TempDir Path folder) throws IOException {
    write(folder, "talk", "// What was said.\n  string note = 2;");
    String id = propose(folder, "Say what was said");

    assertThat(as("bob", "list --waiting-for bob")).as(shell.err()).isZero();
    assertThat(shell.out())
        .contains(id + "  open  Say what was said  by ann, 1 round\n", "  lacks: ", "growth");
    assertThat(as("bob", "merge " + id)).isEqualTo(2);
    assertThat(shell.err()).contains("growth", "[CONFLICT]");

    assertThat(as("bob", "request-changes " + id, "--message", "Say which\nnote")).isZero();
    assertThat(as("bob", "comment " + id, "--message", "Here", "--file", "a.proto")).isEqualTo(2);
    assertThat(as("bob", "comment " + id, "--message", "Here", "--line", "12")).isEqualTo(2);
    assertThat(
            as(
                "bob",
                "comment " + id,
                "--message",
                "This one",
                "--file",
                "talk/order.proto",
                "--line",
                "12"))
        .as(shell.err())
        .isZero();
    String thread = shell.out().replaceAll("(?s) *#(\\d+).*", "$1");
    assertThat(as("ann", "comment --thread " + thread + " " + id, "--message", "Right")).isZero();

    write(folder, "talk", "// What the customer said.\n  string customer_note = 2;");
    assertThat(shell.run("propose --keep-missing --as ann --proposal " + id + " " + folder))
        .as(shell.err())
        .isZero();
    assertThat(as("bob", "approve --round 1 " + id)).isEqualTo(2);
    assertThat(as("bob", "approve " + id)).as(shell.err()).isZero();
    assertThat(shell.out()).doesNotContain("lacks");

    assertThat(as("ann", "show " + id)).isZero();
    assertThat(shell.out())
        .contains(
            "/reviews/" + id,
            "  round 1: bob asks for changes: Say which\n    note\n",
            "  round 2: bob approves\n",
            "#" + thread + " round 1 talk/order.proto:12: bob: This one\n",
            "ann answers #" + thread + ": Right\n");

    assertThat(as("ann", "merge " + id)).as(shell.err()).isZero();
    assertThat(shell.out()).contains(id + "  published  ");
    assertThat(as("ann", "list")).isZero();
    assertThat(shell.out()).doesNotContain("Say what was said");
    assertThat(as("ann", "list --state published")).isZero();
    assertThat(shell.out()).contains("Say what was said");
    assertThat(as("ann", "withdraw " + id)).isEqualTo(2);
  }

  @Test
  void whatIsRefusedIsSaid(@TempDir Path folder) throws IOException {
    assertThat(as("ann", "show 4711")).isEqualTo(2);
    assertThat(shell.err()).contains("4711", "[NOT_FOUND]");
    assertThat(as("ann", "list --state sometimes")).isEqualTo(2);
    write(folder, "gone", "// What was said.\n  string note = 2;");
    String id = propose(folder, "Clear");
    assertThat(as("ann", "list")).isZero();
    assertThat(shell.out()).contains(id + "  open  Clear  by ann");
    assertThat(as("ann", "list --json")).isZero();
    assertThat(JsonMapper.builder().build().readTree(shell.out()).path("items")).isNotEmpty();
    assertThat(as("ann", "withdraw " + id)).as(shell.err()).isZero();
    assertThat(shell.out()).contains("  withdrawn  ");
  }

  @Test
  void anAddressMayBeGiven() {
    assertThat(at(shell.address(), "proposals", "list")).as(shell.err()).isZero();
    assertThat(at("http://127.0.0.1:1", "proposals", "list")).isEqualTo(4);
    assertThat(shell.err()).startsWith("tally: no Tally answers at http://127.0.0.1:1/api/v1/");
    for (String url :
        List.of(
            "ftp://a",
            "nothing",
            "http://",
            "http:// a",
            "http://me@a",
            "http://a?b",
            "http://a#b")) {
      assertThat(at(url, "proposals", "list")).isEqualTo(2);
      assertThat(shell.err()).contains("'" + url + "' is no address of a Tally", "CONFIG_INVALID");
    }
  }

  private int at(String url, String... command) {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(List.of("--as", "ann", "--url", url));
    return shell.runAsIs(all.toArray(String[]::new));
  }

  @Test
  void aProxyMayPutItUnderAPath() throws IOException {
    try (PathProxy proxy = PathProxy.of(shell.address(), "/behind/it")) {
      assertThat(at(proxy.address(), "proposals", "list")).as(shell.err()).isZero();
      assertThat(at(proxy.address() + "/", "proposals", "list")).as(shell.err()).isZero();
      assertThat(at(proxy.address() + "/nowhere", "proposals", "list")).isEqualTo(2);
    }
  }

  /** Somebody publishes after the command has looked, and before it proposes. */
  @Test
  void whatIsPublishedMeanwhileIsNotTakenBack(@TempDir Path folder) throws IOException {
    write(folder, "race", "// What was said.\n  string note = 2;");
    try (ReviewClient root = ReviewClient.named(shell.address(), "root");
        PathProxy proxy = PathProxy.of(shell.address(), "")) {
      publish(root, folder);
      write(
          folder, "race", "// What was said.\n  string note = 2;\n  // Mine.\n  string mine = 3;");
      proxy.before(
          "/api/v1/proposals",
          () -> {
            write(
                folder,
                "race",
                "// What was said.\n  string note = 2;\n  // Theirs.\n  string theirs = 4;");
            publish(root, folder);
          });
      assertThat(
              at(
                  proxy.address(),
                  "propose",
                  "--keep-missing",
                  "--title",
                  "Mine",
                  folder.toString()))
          .as(shell.err())
          .isZero();
      String id = shell.out().replaceAll("(?s).*proposal (\\d+), round.*", "$1");
      assertThat(as("bob", "approve " + id)).as(shell.err()).isZero();
      assertThat(as("ann", "merge " + id)).isEqualTo(2);
      assertThat(shell.err()).contains("others have changed race/order.proto since", "[CONFLICT]");
    }
  }

  private static void publish(ReviewClient by, Path folder) throws IOException {
    String source = Files.readString(folder.resolve("race/order.proto"));
    by.post(
        "revisions",
        Map.of("files", List.of(Map.of("path", "race/order.proto", "source", source))));
  }
}
