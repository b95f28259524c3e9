package dev.tally.edl.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Circles of imports are found before protoc runs, at the import that closes them. */
class ImportCirclesTest {
  private static final String PROTO3 = "syntax = \"proto3\";\n";
  private static final int GRAPHS = 500;
  private static final int FILES_MAX = 9;

  private final EdlLoader loader = EdlLoader.bundled(Path.of("target", "protoc-cache"));

  private List<String> problems(Map<String, String> texts) {
    return loader.load(texts) instanceof EdlLoader.Result.Refused(List<EdlProblem> problems)
        ? problems.stream().map(EdlProblem::toString).toList()
        : List.of();
  }

  private static String file(String... imports) {
    return PROTO3
        + List.of(imports).stream()
            .map("import \"%s\";\n"::formatted)
            .collect(Collectors.joining());
  }

  @Test
  void aCircleIsToldWhereItCloses() {
    assertThat(
            problems(
                Map.of(
                    "a.proto", file("b.proto"),
                    "b.proto", file("d.proto", "c.proto"),
                    "c.proto", file("a.proto"),
                    "d.proto", file(),
                    "e.proto", file("a.proto"))))
        .containsExactly(
            "c.proto:2:1: File recursively imports itself:"
                + " c.proto -> a.proto -> b.proto -> c.proto");
  }

  @Test
  void whatElseIsWrongIsToldToo() {
    assertThat(
            problems(
                Map.of(
                    "a.proto", file("b.proto") + "message A { B b = 1; Absent c = 2; }",
                    "b.proto", file("a.proto") + "message B { A a = 1; }",
                    "c.proto", file("b.proto") + "message C { int32 x = ; }")))
        .containsExactly(
            "b.proto:2:1: File recursively imports itself: b.proto -> a.proto -> b.proto",
            "c.proto:3:23: Expected field number.");
  }

  @Test
  void aLongCircleIsToldShortly() {
    Map<String, String> texts = new TreeMap<>();
    for (int i = 0; i < 1_000; i++) {
      texts.put("f%03d.proto".formatted(i), file("f%03d.proto".formatted((i + 1) % 1_000)));
    }
    assertThat(problems(texts))
        .containsExactly(
            "f999.proto:2:1: File recursively imports itself: f999.proto -> f000.proto"
                + " -> f001.proto -> f002.proto -> f003.proto -> … (993 more) -> f997.proto"
                + " -> f998.proto -> f999.proto");
  }

  @Test
  void manyCirclesAreNotAllTold() {
    int files = 60; // each of which imports all
    String[] all =
        IntStream.range(0, files).mapToObj("f%02d.proto"::formatted).toArray(String[]::new);
    Map<String, String> texts = new TreeMap<>();
    for (String path : all) {
      texts.put(path, file(all));
    }
    assertThat(problems(texts))
        .hasSize(EdlLimits.IMPORT_CIRCLES_MAX)
        .allMatch(problem -> problem.contains("imports itself"));
  }

  @Test
  void whatOnlyLooksLikeAnImportIsNone() {
    assertThat(
            problems(
                Map.of(
                    "a.proto",
                    file("b.proto"),
                    "b.proto",
                    PROTO3
                        + "// import \"a.proto\";\n/* import \"a.proto\"; */\n"
                        + "option java_package = 'import \"a.proto\";';\n")))
        .isEmpty();
  }

  /** protoc finds those that cannot be seen in the text. */
  @Test
  void noWayToWriteItHidesACircle() {
    for (String way :
        List.of(
            "import\"a.proto\";",
            "import public 'a.proto';",
            "import weak\n\n\"a.proto\" ;",
            "import /* why */ \"a.proto\";",
            "import \"a.\" \"proto\";",
            "import \"\\x61.proto\";")) {
      assertThat(problems(Map.of("a.proto", file("b.proto"), "b.proto", PROTO3 + way)))
          .as(way)
          .singleElement()
          .asString()
          .contains("File recursively imports itself");
    }
  }

  /** Against all paths through the graph. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void itFindsWhatIsThere(long seed) {
    Random random = new Random(seed);
    int circular = 0;
    for (int i = 0; i < GRAPHS; i++) {
      boolean[][] graph = graph(random);
      List<EdlSource> sources = sources(graph);
      ImportCircles circles = ImportCircles.of(sources);
      boolean[][] reach = closure(graph);
      assertThat(circles.behind()).isEqualTo(behind(reach));
      for (ImportCircles.Closing one : circles.closing()) {
        int from = number(one.path());
        String statement = sources.get(from).text().text().substring(one.start());
        int to = number(statement.substring(statement.indexOf('"') + 1));
        assertThat(reach[to][from]).as("the import is in a circle").isTrue();
        graph[from][to] = false;
      }
      assertThat(behind(closure(graph))).as("no circle is left").isEmpty();
      circular += circles.closing().isEmpty() ? 0 : 1;
    }
    assertThat(circular).isBetween(GRAPHS / 5, GRAPHS * 4 / 5);
  }

  private static boolean[][] graph(Random random) {
    int files = 1 + random.nextInt(FILES_MAX);
    double share = random.nextDouble() * 2 / files;
    boolean[][] graph = new boolean[files][files];
    for (boolean[] row : graph) {
      for (int to = 0; to < files; to++) {
        row[to] = random.nextDouble() < share;
      }
    }
    return graph;
  }

  private static List<EdlSource> sources(boolean[][] graph) {
    List<EdlSource> sources = new ArrayList<>();
    for (int from = 0; from < graph.length; from++) {
      sources.add(EdlSource.of(path(from), file(targets(graph, from))));
    }
    return sources;
  }

  private static String[] targets(boolean[][] graph, int from) {
    return IntStream.range(0, graph.length)
        .filter(to -> graph[from][to])
        .mapToObj(ImportCirclesTest::path)
        .toArray(String[]::new);
  }

  private static String path(int file) {
    return "f%d.proto".formatted(file);
  }

  private static int number(String path) {
    return Integer.parseInt(path.substring(1, path.indexOf('.')));
  }

  private static boolean[][] closure(boolean[][] graph) {
    boolean[][] reach = new boolean[graph.length][];
    for (int i = 0; i < graph.length; i++) {
      reach[i] = graph[i].clone();
    }
    for (int via = 0; via < graph.length; via++) {
      for (int from = 0; from < graph.length; from++) {
        for (int to = 0; to < graph.length; to++) {
          reach[from][to] |= reach[from][via] && reach[via][to];
        }
      }
    }
    return reach;
  }

  private static Set<String> behind(boolean[][] reach) {
    Set<String> behind = new HashSet<>();
    for (int from = 0; from < reach.length; from++) {
      for (int in = 0; in < reach.length; in++) {
        if (reach[in][in] && (from == in || reach[from][in])) {
          behind.add(path(from));
        }
      }
    }
    return behind;
  }
}
