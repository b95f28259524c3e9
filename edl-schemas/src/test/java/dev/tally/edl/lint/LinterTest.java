package dev.tally.edl.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.edl.check.Severity;
import dev.tally.edl.check.Verdict;
import dev.tally.edl.load.EdlLoader;
import dev.tally.edl.load.Schema;
import dev.tally.edl.policy.Policies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is judged, how often, and how folders decide about it. */
class LinterTest {
  private static final String HEAD =
      """
      syntax = "proto3";
      package shop;
      import "tally/edl.proto";
      import "google/protobuf/timestamp.proto";
      """;

  private static final String ORDER =
      HEAD
          + """
          import "common.proto";
          // A customer placed an order.
          message OrderPlaced {
            option (tally.event) = {owner: "checkout"};
            google.protobuf.Timestamp time = 1 [(tally.field) = {event_time: true}];
            Device device = 2;
            string orderKey = 3;
          }
          // A customer cancelled an order.
          message OrderCancelled {
            option (tally.event) = {owner: "checkout"};
            google.protobuf.Timestamp time = 1 [(tally.field) = {event_time: true}];
            Device device = 2;
            Device other = 3;
          }
          """;

  private static final String COMMON =
      """
      syntax = "proto3";
      package shop;
      message Device {
        string Model = 1;
        Kind kind = 2;
      }
      enum Kind { KIND_UNSPECIFIED = 0; phone = 1; }
      message not_used { string Nobody = 1; not_used_kind kind = 2; }
      enum not_used_kind { x = 0; }
      """;

  private static List<String> lines(Map<String, String> texts, Policies policies) {
    return Linter.lint(Examples.schema(texts), policies).stream()
        .map(
            verdict ->
                "%s %s %s %s"
                    .formatted(
                        verdict.place(),
                        verdict.severity(),
                        verdict.rule().id(),
                        verdict.subject()))
        .toList();
  }

  @Test
  void sharedMessagesAreJudgedOnceWhereTheyStandAndUnusedOnesNever() {
    assertThat(lines(Map.of("orders/order.proto", ORDER, "common.proto", COMMON), Policies.NONE))
        .containsExactly(
            "common.proto:4:10 WARNING FIELD_NAME_CASE shop.Device.Model",
            "common.proto:7:35 WARNING ENUM_VALUE_NAME_CASE shop.Kind.phone",
            "orders/order.proto:11:10 WARNING FIELD_NAME_CASE shop.OrderPlaced.orderKey");
  }

  /** It is the folder of the place that decides, not that of the event type. */
  @Test
  void foldersDecide() {
    Policies policies =
        Examples.policies(
            Map.of(
                "edl.yaml",
                "lint: {FIELD_NAME_CASE: error, ENUM_VALUE_NAME_CASE: off}",
                "orders/edl.yaml",
                "lint: {FIELD_NAME_CASE: off, ATTRIBUTE_DESCRIPTION: error}"));

    assertThat(lines(Map.of("orders/order.proto", ORDER, "common.proto", COMMON), policies))
        .containsExactly(
            "common.proto:4:10 ERROR FIELD_NAME_CASE shop.Device.Model",
            "orders/order.proto:11:10 ERROR ATTRIBUTE_DESCRIPTION shop.OrderPlaced.orderKey");
  }

  @Test
  void aFileWithoutPackage() {
    String text =
        ORDER.replace("package shop;\n", "").replace("string orderKey", "string order_key");
    String common =
        COMMON.replace("package shop;\n", "").replace("Model", "model").replace("phone", "PHONE");

    assertThat(lines(Map.of("order.proto", text, "common.proto", common), Policies.NONE))
        .containsExactly(
            "common.proto:1:1 WARNING PACKAGE_NAME common.proto",
            "order.proto:1:1 WARNING PACKAGE_NAME order.proto");
  }

  @Test
  void namesMayBeAsLongAsTheirLimit() {
    assertThat(lengths(LintLimits.ATTRIBUTE_NAME_CHARS_MAX)).isEmpty();
    assertThat(lengths(LintLimits.ATTRIBUTE_NAME_CHARS_MAX + 1)).containsExactly("NAME_LENGTH");
  }

  private static List<String> lengths(int chars) {
    String text =
        HEAD
            + """
            // A customer placed an order.
            message OrderPlaced {
              option (tally.event) = {owner: "checkout"};
              google.protobuf.Timestamp time = 1 [(tally.field) = {event_time: true}];
              string %s = 2;
            }
            """
                .formatted("a".repeat(chars));
    return Linter.lint(Examples.schema("order.proto", text), Policies.NONE).stream()
        .map(verdict -> verdict.rule().id())
        .toList();
  }

  @Test
  void proto2EnumsHaveNoSpecialZero() {
    String text =
        """
        syntax = "proto2";
        package shop;
        import "tally/edl.proto";
        import "google/protobuf/timestamp.proto";
        // A customer placed an order.
        message OrderPlaced {
          option (tally.event) = {owner: "checkout"};
          optional google.protobuf.Timestamp time = 1 [(tally.field) = {event_time: true}];
          optional Payment paid_by = 2;
        }
        enum Payment { CARD = 0; INVOICE = 1; }
        """;
    assertThat(Linter.lint(Examples.schema("order.proto", text), Policies.NONE)).isEmpty();
  }

  /** Of the demo and the examples that people copy. */
  @Test
  void whatWeShowIsClean() throws IOException {
    for (String folder : List.of("app/src/main/edl/flights", "examples/quotes/edl")) {
      assertThat(Linter.lint(load(folder), Policies.NONE)).as(folder).isEmpty();
    }
    String reference = Files.readString(Path.of("..", "docs", "edl.md"));
    Matcher example =
        Pattern.compile("<!-- file: (\\S+) -->\n```proto\n(.*?)```", Pattern.DOTALL)
            .matcher(reference);
    assertThat(example.find()).isTrue();
    assertThat(Linter.lint(Examples.schema(example.group(1), example.group(2)), Policies.NONE))
        .isEmpty();
  }

  /** What the benchmarks send has numbers without units, and user ids without a class; no more. */
  @Test
  void theBenchmarksEventsHaveWhatTheyHave() {
    assertThat(Linter.lint(load("app/src/main/edl"), Policies.NONE))
        .extracting(Verdict::severity)
        .containsOnly(Severity.WARNING);
    assertThat(Linter.lint(load("app/src/main/edl"), Policies.NONE))
        .extracting(verdict -> verdict.rule().id())
        .containsOnly("NUMBER_UNIT", "PII_CLASS");
  }

  private static Schema load(String folder) {
    Path root = Path.of("..").resolve(folder);
    Map<String, String> texts = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      files
          .filter(file -> file.toString().endsWith(".proto"))
          .forEach(file -> texts.put(root.relativize(file).toString(), Examples.read(file)));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    assertThat(texts).isNotEmpty();
    return ((EdlLoader.Result.Loaded) Examples.result(texts)).schema();
  }
}
