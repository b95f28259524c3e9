package dev.tally.edl.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of wrong EDL as a whole: of files, of syntax, and all of it at once. */
class EdlProblemsTest {
  @TempDir Path directory;
  private EdlFolder folder;

  @BeforeEach
  void folder() {
    folder = new EdlFolder(directory);
  }

  @Test
  void fiveMistakesGiveFiveMessages() {
    assertThat(
            folder.problems(
                """
                syntax = "proto3";
                package shop;
                import "tally/edl.proto";

                message Registration {
                  option (tally.event) = { raw_retention: "a month" };
                  option (tally.metric) = {
                    name: "registrations"
                    count: {}
                    filter: "age > 'x'"
                    by: ["country", "age"]
                  };
                  Gendr gender = 1;
                  string country = 2 [(tally.field) = { dimension: MEDIUM }];
                  int32 age = 3;
                }
                """))
        .containsExactly(
            "a.proto:6:3: event type shop.Registration: it has no owner; add owner: \"…\", the team"
                + " that answers for it",
            "a.proto:6:43: event type shop.Registration: raw_retention 'a month' is no duration;"
                + " write a whole number and one of s, m, h, d, w",
            "a.proto:10:20: metric 'registrations' of shop.Registration: filter: 'age' is a number;"
                + " compare it with one",
            "a.proto:11:21: metric 'registrations' of shop.Registration: 'age' is no dimension;"
                + " declare it as one: (tally.field) = { dimension: … }",
            "a.proto:13:3: \"Gendr\" is not defined.");
  }

  /** protoc by itself would stop at the first of these phases, and in the first of the files. */
  @Test
  void syntaxNamesOptionsAndMeaningComeOutTogether() {
    folder.write(
        "names.proto",
        EdlFolder.HEAD
            + """
            message A {
              option (tally.event) = { owner: "x" };
              Missing m = 1;
              string a = 1;
            }
            """);
    folder.write(
        "sub/options.proto",
        EdlFolder.HEAD
            + """
            message B {
              option (tally.event) = { ownr: "x" };
              option (tally.metric) = { name: "m", cnt: {} };
              string a = 1 [(tally.field).dimensio = SMALL];
              string b = 2 [(tally.field) = { dimension: TINY }];
            }
            """);
    folder.write(
        "syntax.proto",
        EdlFolder.HEAD
            + """
            message C {
              option (tally.event) = { owner: "" };
              string a = 1
              string b = 2;
              int32 c = 3 [(tally.field).unit = "kg", (tally.field).scale = 10];
            }
            """);

    assertThat(folder.problems())
        .containsExactly(
            "names.proto:10:3: \"Missing\" is not defined.",
            "names.proto:11:14: Field number 1 has already been used in \"shop.A\" by field \"m\"."
                + " Next available field number is 2.",
            "sub/options.proto:9:26: Error while parsing option value for \"event\": Message type"
                + " \"tally.EventOptions\" has no field named \"ownr\".",
            "sub/options.proto:10:27: Error while parsing option value for \"metric\": Message type"
                + " \"tally.MetricOptions\" has no field named \"cnt\".",
            "sub/options.proto:11:17: Option \"(tally.field).dimensio\" unknown. Ensure that your"
                + " proto definition file imports the proto which defines the option (i.e. via"
                + " import option after edition 2024).",
            "sub/options.proto:12:33: Error while parsing option value for \"field\": Unknown"
                + " enumeration value of \"TINY\" for field \"dimension\".",
            "syntax.proto:9:35: event type shop.C: it has no owner; add owner: \"…\", the team that"
                + " answers for it",
            "syntax.proto:11:3: Expected \";\".",
            "syntax.proto:12:43: attribute 'c' of shop.C has the scale 10; it can be 0 to 9");
  }

  @Test
  void whatFollowsFromAnotherProblemIsNotSaid() {
    folder.write(
        "broken.proto",
        """
        syntax = "proto3";
        package shop;
        message Device { string os = 1 string model = 2; }
        enum Kind { ONE = 1; }
        message Choice { oneof one { Nothing nothing = 1; } }
        """);
    folder.write(
        "user.proto",
        """
        syntax = "proto3";
        package shop;
        import "tally/edl.proto";
        import "broken.proto"; import "google/protobuf/any.proto";
        message A {
          option (tally.event) = { owner: "x" };
          option (tally.metric) = { name: "m", uniq: { field: "device.os" }, by: "kind" };
          option (tally.metric) = { name: "Wrong", count: {} };
          option (tally.alert) = { metric: "Wrong", band: {} };
          Device device = 1;
          Kind kind = 2;
          google.protobuf.Any devices = 3;
        }
        """);

    assertThat(folder.problems())
        .containsExactly(
            "broken.proto:3:32: Expected \";\".",
            "broken.proto:4:19: The first enum value must be zero for open enums.",
            "broken.proto:5:30: \"Nothing\" is not defined.",
            "user.proto:8:35: metric 'Wrong' of shop.A: the name 'Wrong' is not lower_snake_case",
            "user.proto:12:23: field 'devices' of shop.A is a google.protobuf.Any, which Tally does"
                + " not store; write the message itself, or a oneof of messages");
  }

  @Test
  void aMissingImportIsOneProblem() {
    assertThat(
            folder.problems(
                """
                syntax = "proto3";
                import "tally/edl.proto";
                import "absent.proto";
                message A {
                  option (tally.event) = { owner: "x" };
                  Absent a = 1;
                }
                """))
        .containsExactly("a.proto:3:1: Import \"absent.proto\" was not found or had errors.");
  }

  @Test
  void forgettingToImportTheOptionsIsOneProblem() {
    assertThat(
            folder.problems(
                """
                syntax = "proto3";
                message A {
                  option (tally.event) = { owner: "x" };
                  option (tally.metric) = { name: "a", count: {} };
                  string a = 1 [(tally.field).unit = "b"];
                }
                """))
        .singleElement()
        .asString()
        .startsWith("a.proto:5:17: Option \"(tally.field)\" unknown.");
  }

  @Test
  void aFileThatEndsTooEarlyDoesNotHideOthers() {
    folder.write("a.proto", "syntax = \"proto3\";\nmessage A {\n");
    folder.write("b.proto", EdlFolder.HEAD + "message B {\n  option (tally.event) = {};\n}\n");
    assertThat(folder.problems())
        .containsExactly(
            "a.proto:3:1: Reached end of input in message definition (missing '}').",
            "b.proto:9:3: event type shop.B: it has no owner; add owner: \"…\", the team that"
                + " answers for it");
  }

  @Test
  void aBrokenPackageStatementTakesItsFileOut() {
    folder.write(
        "a.proto", "syntax = \"proto3\";\npackage shop\nmessage A {}\nmessage B { A a = 1; }\n");
    folder.write(
        "b.proto", "syntax = \"proto3\";\nimport \"a.proto\";\nmessage C { shop.A a = 1; }\n");
    assertThat(folder.problems()).containsExactly("a.proto:3:1: Expected \";\".");
  }

  @Test
  void columnsCountCharacters() {
    assertThat(
            folder.problems(
                EdlFolder.HEAD
                    + "message A {\n"
                    + "\t\toption (tally.event) = { owner: \"ü𝄞\" raw_retention: \"x\" };\n"
                    + "/* ü */\tFoo f = 1;\n"
                    + "}\n"))
        .containsExactly(
            "a.proto:9:55: event type shop.A: raw_retention 'x' is no duration; write a whole"
                + " number and one of s, m, h, d, w",
            "a.proto:10:9: \"Foo\" is not defined.");
  }

  @Test
  void eventTypesWithTheSameViewAreRefused() {
    folder.write("a.proto", event("a.b", "C"));
    folder.write("b.proto", event("a_b", "C"));
    assertThat(folder.problems())
        .containsExactly(
            "b.proto:4:1: event types a.b.C and a_b.C would have the same view; rename one");
  }

  private static String event(String packageName, String name) {
    return """
    syntax = "proto3";
    package %s;
    import "tally/edl.proto";
    message %s { option (tally.event) = { owner: "x" }; }
    """
        .formatted(packageName, name);
  }

  @Test
  void aFileThatIsNoTextIsRefusedWhereItIsNone() throws IOException {
    folder.write("b.proto", event("b", "B"));
    Files.write(directory.resolve("a.proto"), new byte[] {'/', '/', '\n', ' ', 'x', (byte) 0xFF});
    assertThat(folder.problems()).containsExactly("a.proto:2:3: the file is not UTF-8 here");
  }

  @Test
  void fileSizeHasALimit() {
    String text = "syntax = \"proto3\";//";
    folder.write("a.proto", text + " ".repeat(EdlLimits.FILE_BYTES_MAX - text.length()));
    assertThat(folder.files()).hasSize(1);

    folder.write("a.proto", text + " ".repeat(EdlLimits.FILE_BYTES_MAX - text.length() + 1));
    assertThat(folder.problems())
        .containsExactly("a.proto:1:1: the file is larger than 8,388,608 bytes");
  }

  @Test
  void theNumberOfFilesHasALimit() {
    for (int i = 0; i < EdlLimits.FOLDER_FILES_MAX; i++) {
      folder.write("f" + i + ".proto", "syntax = \"proto3\";");
    }
    assertThat(folder.files()).hasSize(EdlLimits.FOLDER_FILES_MAX);

    folder.write("g.proto", "syntax = \"proto3\";");
    assertThatThrownBy(folder::load).hasMessageContaining("holds more than 20,000 .proto files");
  }

  @Test
  void aFolderWithoutEdlIsOneClearError() {
    folder.write(".hidden/a.proto", "syntax = \"proto3\";");
    folder.write("tally/edl.proto", "no proto at all: a copy of ours does not count");
    assertNotFound(folder, "holds no .proto file");
    assertNotFound(new EdlFolder(directory.resolve("absent")), "no folder");
  }

  private static void assertNotFound(EdlFolder folder, String words) {
    assertThatThrownBy(folder::load)
        .isInstanceOfSatisfying(
            TallyException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND))
        .hasMessageContaining(words);
  }

  @Test
  void problemsHaveStableCodes() {
    folder.write("a.proto", EdlFolder.HEAD + "message A { option (tally.event) = {}; Foo a = 1; }");
    folder.write(
        "b.proto", event("a.b", "C") + "message D { option (tally.event) = {owner: 'x'}; }");
    folder.write("c.proto", event("a_b", "C"));
    assertThat(((EdlLoader.Result.Refused) folder.load()).problems())
        .extracting(EdlProblem::code)
        .isEqualTo(
            List.of(ErrorCode.EDL_INVALID, ErrorCode.EDL_SYNTAX, ErrorCode.EDL_NAME_CONFLICT));
  }
}
