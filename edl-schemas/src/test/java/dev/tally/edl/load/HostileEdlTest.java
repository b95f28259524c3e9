package dev.tally.edl.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What nobody writes by mistake is refused at a place of the text, soon. */
class HostileEdlTest {
  private static final EdlLoader LOADER = EdlLoader.bundled(Path.of("target", "protoc-cache"));
  private static final String PROTO3 = "syntax = \"proto3\";\n";
  private static final String EVENT =
      PROTO3
          + "import \"tally/edl.proto\";\nmessage A {\n  option (tally.event) = { owner: \"x\" };\n";

  /** Many times what it takes on a machine that does nothing else: a second. */
  private static final Duration TIME_MAX = Duration.ofSeconds(20);

  static Stream<Arguments> oneFile() {
    return Stream.of(
        Arguments.of("10 MB", " ".repeat(10_000_000), "1:1: the file is larger than"),
        Arguments.of(
            "deep messages", PROTO3 + "message A {".repeat(10_000), "recursion limit for nested"),
        Arguments.of("deep brackets", PROTO3 + "option a = " + "[{(".repeat(10_000), ""),
        Arguments.of("stray closers", PROTO3 + "}])".repeat(10_000), ""),
        Arguments.of("options 150 deep", rules(150), "1:1: "),
        Arguments.of("options 10,000 deep", rules(10_000), ""),
        Arguments.of(
            "deep filter",
            EVENT
                + "  option (tally.metric) = { name: \"m\", count: {}, filter: \""
                + "!(".repeat(2_000)
                + "\" };\n}",
            "the filter is nested deeper than 32"),
        Arguments.of(
            "long filter",
            EVENT
                + "  option (tally.metric) = { name: \"m\", count: {}, filter: \""
                + "!".repeat(1_000_000)
                + "\" };\n}",
            "the filter is longer than"),
        Arguments.of(
            "a long name", PROTO3 + "message " + "A".repeat(1_000_000) + " { b c = 1; }", ""),
        Arguments.of("a long line", PROTO3 + "\t\u00e9;".repeat(300_000) + "x", ""),
        Arguments.of("many mistakes", PROTO3 + "int32 a = ;\n".repeat(100_000), ""),
        Arguments.of(
            "many wrong fields", PROTO3 + "message A {\n" + "B b = 1;\n".repeat(50_000) + "}", ""),
        Arguments.of("many braces", PROTO3 + "{}".repeat(500_000), ""),
        Arguments.of("many semicolons", PROTO3 + ";".repeat(8_000_000), ""),
        Arguments.of("NUL", PROTO3 + "message A {\0 int32 b = 1; }\0", "control characters"),
        Arguments.of("only NUL", "\0".repeat(10_000), ""),
        Arguments.of("CR", PROTO3 + "message A {\r  B b = 1;\r}\r", "\"B\" is not defined"),
        Arguments.of(
            "wrong behind what was wrong beyond the basic plane",
            PROTO3 + "message A { string \"\ud83d\ude00\ud83d\ude00\" = 1; B b = 2; }",
            "2:30: \"B\" is not defined"),
        Arguments.of(
            "an unknown type in a map, of which protoc says no place",
            PROTO3 + "// strinvg\nmessage A {\n  map<strinvg, string> b = 1;\n}",
            "4:7: \"strinvg\" is not defined"),
        Arguments.of(
            "an unknown type of another package in a map",
            PROTO3 + "message A { map<string, shop . Missing> b = 1; int32 c = 0; }",
            "2:25: \"shop.Missing\" is not defined"),
        Arguments.of(
            "an unknown type in a map behind a field of its name",
            PROTO3 + "message A { int32 Missing = 1; map<string, Missing> b = 2; }",
            "2:44: \"Missing\" is not defined"),
        Arguments.of("half a character", PROTO3 + "message A {} // \ud800", "2:17: "),
        Arguments.of(
            "a huge number",
            PROTO3 + "message A { int32 b = " + "9".repeat(100_000) + "; }",
            "2:23: "),
        Arguments.of("negative number", PROTO3 + "message A { int32 b = -1; }", "2:23: "),
        Arguments.of("unclosed comment", PROTO3 + "/* " + "x ".repeat(100_000), "2:"),
        Arguments.of(
            "unclosed string", PROTO3 + "option java_package = \"" + "x".repeat(100_000), "2:"),
        Arguments.of(
            "an option bomb",
            PROTO3 + "option java_package = \"" + "x".repeat(100_000) + "\";\n".repeat(2),
            ""),
        Arguments.of(
            "options of options",
            "syntax = \"proto2\";\nimport \"google/protobuf/descriptor.proto\";\n"
                + "message R { optional R r = 1; }\n"
                + "extend google.protobuf.FileOptions { optional R r = 50000; }\n"
                + "option (r)"
                + ".r".repeat(5_000)
                + " = {};\n",
            "1:1: protoc cannot read this file"),
        Arguments.of(
            "ranges",
            "syntax = \"proto2\";\nmessage A {\n"
                + IntStream.range(0, 20_000)
                    .mapToObj(i -> "reserved " + (2 * i + 1) + ";\n")
                    .collect(Collectors.joining())
                + "}",
            ""),
        Arguments.of("import of a path", PROTO3 + "import \"/etc/passwd\";", "2:1: "),
        Arguments.of(
            "import of a carriage return",
            PROTO3 + "import \"a\\rb.proto\";",
            "2:1: Import \"a\ufffdb.proto\" was not found"),
        Arguments.of(
            "import of an escape sequence",
            PROTO3 + "import \"a\\033[2Jb.proto\";",
            "2:1: Import \"a\ufffd[2Jb.proto\" was not found"),
        Arguments.of("import from above", PROTO3 + "import \"../../x.proto\";", "2:1: "),
        Arguments.of("import of itself", PROTO3 + "import \"a.proto\";", "2:1: "));
  }

  /** Rules of the values of values of values. */
  private static String rules(int depth) {
    return PROTO3
        + "import \"buf/validate/validate.proto\";\nmessage A {\n"
        + "  repeated string b = 1 [(buf.validate.field) = "
        + "{ repeated: { items: ".repeat(depth / 2)
        + "{}"
        + " } }".repeat(depth / 2)
        + "];\n}\n";
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("oneFile")
  void aFileIsRefusedWhereItIsWrong(String name, String text, String words) {
    EdlLoader.Result result = load(Map.of("a.proto", text));
    if (result instanceof EdlLoader.Result.Refused(List<EdlProblem> problems)) {
      assertThat(problems).allSatisfy(problem -> assertInside(problem, text));
      assertThat(problems).anySatisfy(p -> assertThat(p.toString()).contains(words));
      assertThat(problems).allSatisfy(p -> assertThat(p.message()).hasSizeLessThan(5_000));
      assertThat(problems)
          .allSatisfy(p -> assertThat(p.message()).doesNotContainPattern("\\p{Cntrl}"));
    } else {
      assertThat(words).isEmpty();
    }
  }

  private static EdlLoader.Result load(Map<String, String> texts) {
    long start = System.nanoTime();
    EdlLoader.Result result = LOADER.load(texts);
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    assertThat(took).isLessThan(TIME_MAX);
    return result;
  }

  static void assertInside(EdlProblem problem, String text) {
    String[] lines = text.split("\n", -1);
    assertThat(problem.line()).as(problem.toString()).isBetween(1, lines.length);
    String line = lines[problem.line() - 1];
    assertThat(problem.column())
        .as(problem.toString())
        .isBetween(1, line.codePointCount(0, line.length()) + 1);
  }

  static Stream<Arguments> manyFiles() {
    return Stream.of(
        Arguments.of("a circle of 2", circle(2), "imports itself"),
        Arguments.of("a circle of 1,000", circle(1_000), "imports itself"),
        Arguments.of("2,000 imports", imports(2_000), ""),
        Arguments.of("a chain of 2,000", chain(2_000), ""),
        Arguments.of("imports of what is not there", absent(2_000), "was not found"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("manyFiles")
  void filesAreRefusedWhereTheyAreWrong(String name, Map<String, String> texts, String words) {
    EdlLoader.Result result = load(texts);
    if (result instanceof EdlLoader.Result.Refused(List<EdlProblem> problems)) {
      assertThat(problems)
          .allSatisfy(problem -> assertInside(problem, texts.getOrDefault(problem.path(), "")));
      assertThat(problems).anySatisfy(p -> assertThat(p.toString()).contains(words));
    } else {
      assertThat(words).isEmpty();
    }
  }

  private static Map<String, String> circle(int files) {
    Map<String, String> texts = new TreeMap<>();
    for (int i = 0; i < files; i++) {
      texts.put("f" + i + ".proto", PROTO3 + "import \"f%d.proto\";\n".formatted((i + 1) % files));
    }
    return texts;
  }

  private static Map<String, String> chain(int files) {
    Map<String, String> texts = circle(files);
    texts.put("f" + (files - 1) + ".proto", PROTO3);
    return texts;
  }

  private static Map<String, String> imports(int files) {
    Map<String, String> texts = new TreeMap<>();
    StringBuilder all = new StringBuilder(PROTO3);
    for (int i = 0; i < files; i++) {
      texts.put("f" + i + ".proto", PROTO3);
      all.append("import \"f").append(i).append(".proto\";\n");
    }
    texts.put("all.proto", all.toString());
    return texts;
  }

  private static Map<String, String> absent(int files) {
    return Map.of("all.proto", imports(files).get("all.proto"));
  }

  /** Whatever the text says: of a file beside the folder nothing is known afterwards. */
  @Test
  void protocReachesNothingOutsideItsFolder(@TempDir Path folder) throws IOException {
    Path secret = Files.writeString(folder.resolve("secret.proto"), "message Secret {");
    Path edl = Files.createDirectories(folder.resolve("edl"));
    Files.createDirectories(edl.resolve("sub"));
    for (String path :
        List.of(
            secret.toString(),
            "/" + secret,
            "../secret.proto",
            "sub/../../secret.proto",
            "file://" + secret,
            "..\\\\secret.proto",
            "sources/a.proto",
            "/proc/self/environ",
            "/dev/stdin")) {
      Files.writeString(edl.resolve("a.proto"), PROTO3 + "import \"" + path + "\";\n");
      assertThat(LOADER.load(edl))
          .as(path)
          .isInstanceOfSatisfying(
              EdlLoader.Result.Refused.class,
              refused ->
                  assertThat(refused.problems())
                      .allSatisfy(
                          p -> {
                            assertThat(p.toString()).startsWith("a.proto:2:1: ");
                            assertThat(p.message()).doesNotContain("Secret {", "message");
                          }));
    }
  }

  @Test
  void aLinkIsFollowedWithinTheFolderOnly(@TempDir Path outside, @TempDir Path folder)
      throws IOException {
    Path data = Files.createDirectories(folder.resolve("..data"));
    Path mounted = Files.writeString(data.resolve("a.proto"), PROTO3 + "message Mounted {}");
    Files.createSymbolicLink(folder.resolve("a.proto"), mounted);
    assertThat(LOADER.load(folder)).isInstanceOf(EdlLoader.Result.Loaded.class);

    Path secret = Files.writeString(outside.resolve("b.proto"), PROTO3 + "message Secret {}");
    Files.createSymbolicLink(folder.resolve("b.proto"), secret);
    assertProblems(
        folder,
        "b.proto:1:1: the file is a link that leads out of the folder; put the file itself here");
  }

  @Test
  void aNameThatWouldBeAnArgumentIsRefused(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("a.proto"), PROTO3);
    Files.writeString(folder.resolve(".hidden.proto"), "not looked at");
    assertThat(LOADER.load(folder)).isInstanceOf(EdlLoader.Result.Loaded.class);
    String name = "b\n--descriptor_set_out=b.proto";
    Files.writeString(folder.resolve(name), PROTO3);
    assertProblems(folder, name + ":1:1: " + SourcePath.UNSOUND);
  }

  private static void assertProblems(Path folder, String... expected) {
    assertThat(LOADER.load(folder))
        .isInstanceOfSatisfying(
            EdlLoader.Result.Refused.class,
            refused ->
                assertThat(refused.problems())
                    .extracting(EdlProblem::toString)
                    .containsExactly(expected));
  }

  @Test
  void pathsOfTextsAreHeldToTheSame() {
    for (String path :
        List.of(
            "-h.proto",
            "--version.proto",
            "/a.proto",
            "../a.proto",
            "a/../b.proto",
            ".a.proto",
            "a\nb.proto",
            "a//b.proto",
            "a:1:2: b.proto",
            "a\0.proto",
            "a".repeat(2_000) + ".proto")) {
      assertThatThrownBy(() -> LOADER.load(Map.of(path, PROTO3)))
          .as(path)
          .isInstanceOfSatisfying(
              TallyException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.EDL_INVALID));
    }
    assertThat(LOADER.load(Map.of("a b/c+d@1-e.proto", PROTO3, "\u00e9.proto", PROTO3)))
        .isInstanceOf(EdlLoader.Result.Loaded.class);
  }

  /** One file that protoc breaks down over does not hide what is wrong with the others. */
  @Test
  void aFileThatProtocBreaksDownOverIsFoundAmongOthers() {
    Map<String, String> texts = imports(20);
    texts.put("f7.proto", rules(10_000));
    texts.put("f9.proto", PROTO3 + "message A { B b = 1; }");
    texts.remove("all.proto");
    assertThat(LOADER.load(texts))
        .isInstanceOfSatisfying(
            EdlLoader.Result.Refused.class,
            refused ->
                assertThat(refused.problems())
                    .extracting(p -> p.path() + ":" + p.line())
                    .contains("f7.proto:1")
                    .isSubsetOf("f7.proto:1", "f9.proto:2"));
  }
}
