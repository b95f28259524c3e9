package dev.tally.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What {@code tally check} makes of a change, for people, scripts and pull requests. */
final class CheckFormatTest {
  private static final String BEFORE =
      """
      syntax = "proto3";
      package shop;
      import "tally/edl.proto";
      import "google/protobuf/timestamp.proto";

      // An order was placed.
      message OrderPlaced {
        option (tally.event) = { owner: "shop" };

        // What the customer pays.
        double price = 1 [(tally.field) = { unit: "USD" }];
        // When it was placed.
        google.protobuf.Timestamp placed_at = 2 [(tally.field) = { event_time: true }];
      }
      """;

  /** Line 11 renames {@code price}. */
  private static final String AFTER = BEFORE.replace("double price", "double total");

  @TempDir private Path scratch;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void writeFolders() throws IOException {
    write("before", BEFORE);
    write("after", AFTER);
  }

  private void write(String folder, String text) throws IOException {
    Files.createDirectories(scratch.resolve(folder));
    Files.writeString(scratch.resolve(folder).resolve("order.proto"), text);
  }

  private int check(String... options) {
    CommandLine line =
        new CommandLine(new CheckCommand())
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err));
    String[] arguments = new String[options.length + 1];
    arguments[0] = scratch.resolve("after").toString();
    System.arraycopy(options, 0, arguments, 1, options.length);
    return line.execute(arguments);
  }

  private String before() {
    return scratch.resolve("before").toString();
  }

  @Test
  void byItselfItPasses() {
    assertThat(check()).as(err.toString()).isZero();
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void aRenameIsAnErrorOnceAndSaysWhatToDo() {
    assertThat(check("--against", before())).isEqualTo(1);
    assertThat(err.toString().lines().filter(line -> line.startsWith("order.proto:11:")))
        .singleElement()
        .asString()
        .startsWith("order.proto:11:10: error FIELD_RENAMED: ")
        .contains("price", "total", "deprecate");
    assertThat(err.toString()).contains("1 error");
  }

  @Test
  void aWaiverLetsItOffAndIsShown() throws IOException {
    check("--against", before(), "--format", "JSON");
    JsonNode verdict = JsonMapper.shared().readTree(out.toString()).path("verdicts").get(0);
    Files.writeString(
        scratch.resolve("after/edl.yaml"),
        """
        waivers:
          - rule: %s
            subject: %s
            reason: "nobody has sent it yet"
            author: ann
            expires: %s
        """
            .formatted(
                verdict.path("rule").asString(),
                verdict.path("subject").asString(),
                java.time.LocalDate.now(java.time.ZoneOffset.UTC).plusDays(30)));

    assertThat(check("--against", before())).as(err.toString()).isZero();
    assertThat(err.toString()).contains("waived FIELD_RENAMED: ", "by ann: nobody has sent it yet");
  }

  @Test
  void jsonHasAllOfIt() {
    assertThat(check("--against", before(), "--format", "JSON")).isEqualTo(1);
    JsonNode json = JsonMapper.shared().readTree(out.toString());
    assertThat(json.path("fails").asBoolean()).isTrue();
    assertThat(json.path("eventTypes").asInt()).isEqualTo(1);
    JsonNode verdict = json.path("verdicts").get(0);
    assertThat(verdict.path("area").asString()).isEqualTo("DATA");
    assertThat(verdict.path("line").asInt()).isEqualTo(11);
    assertThat(verdict.path("before").path("line").asInt()).isEqualTo(11);
    assertThat(verdict.path("docs").asString()).startsWith("docs/compatibility.md#");
    assertThat(json.path("changes").size()).isPositive();
  }

  @Test
  void githubAnnotatesTheFileWhereItIs() {
    assertThat(check("--against", before(), "--format", "GITHUB")).isEqualTo(1);
    assertThat(out.toString().lines().toList())
        .singleElement()
        .asString()
        .startsWith(
            "::error file=%s,line=11,col=10,title="
                .formatted(scratch.resolve("after/order.proto").normalize()));
  }

  @Test
  void gitlabReadsAnArrayWithStableFingerprints() throws IOException {
    check("--against", before(), "--format", "GITLAB");
    JsonNode first = JsonMapper.shared().readTree(out.toString()).get(0);
    assertThat(first.path("severity").asString()).isEqualTo("critical");
    assertThat(first.path("location").path("lines").path("begin").asInt()).isEqualTo(11);

    write("after", AFTER.replace("// An order", "// Somewhat lower.\n// An order"));
    out.getBuffer().setLength(0);
    check("--against", before(), "--format", "GITLAB");
    JsonNode moved = JsonMapper.shared().readTree(out.toString()).get(0);
    assertThat(moved.path("location").path("lines").path("begin").asInt()).isEqualTo(12);
    assertThat(moved.path("fingerprint")).isEqualTo(first.path("fingerprint"));
  }

  @Test
  void aFolderThatDoesNotLoadIsAnnotatedToo() throws IOException {
    write("after", AFTER.replace("double total = 1", "double total = one"));
    assertThat(check("--format", "GITHUB")).isEqualTo(1);
    assertThat(out.toString()).startsWith("::error file=").contains("line=11");
  }
}
