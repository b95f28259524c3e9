package dev.tally.edl.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.edl.model.EdlFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** After any edits it says what a loader says that never saw the folder. */
class IncrementalLoaderTest {
  private static final int EDITS = 40;
  private static final int FILES = 6;

  private final CountingProtoc protoc = new CountingProtoc();
  private final IncrementalLoader loader = new IncrementalLoader(protoc);
  private final EdlLoader whole = EdlLoader.bundled(CountingProtoc.CACHE);
  private final Map<String, String> texts = new TreeMap<>();

  /** What was sound, by the number of files that were compiled for it. */
  private final Map<Integer, Integer> loads = new HashMap<>();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void editsAreLoadedAsAWholeFolderIs(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < FILES; i++) {
      texts.put(path(i), sound(i, random));
    }
    int refused = 0;
    for (int i = 0; i < EDITS; i++) {
      refused += assertSame("seed %d, edit %d".formatted(seed, i)) ? 0 : 1;
      edit(random);
    }
    assertThat(refused).isBetween(5, EDITS - 5);
    assertThat(loads.keySet()).as("it did not load all of them anew").anyMatch(n -> n < FILES - 1);
  }

  @Test
  void whatDoesNotChangeIsNotCompiled() {
    for (int i = 0; i < FILES; i++) {
      texts.put(path(i), event(i, "", "int64 a = 1;"));
    }
    assertSame("first");
    texts.put(path(3), event(3, "", "int64 b = 1;"));
    assertSame("one change");
    assertThat(protoc.files()).containsExactly(path(3));
    int runs = protoc.runs();
    assertSame("no change");
    assertThat(protoc.runs()).isEqualTo(runs);
  }

  @Test
  void whatImportsTheChangeIsCompiled() {
    texts.put(path(0), event(0, "", "int64 a = 1;"));
    texts.put(path(1), event(1, "import public \"f0.proto\";", "p0.E0 e = 1;"));
    texts.put(path(2), event(2, "import \"f1.proto\";", "p0.E0 e = 1;"));
    texts.put(path(3), event(3, "", "int64 a = 1;"));
    assertSame("first");
    texts.put(path(0), event(0, "", "string b = 1;"));
    assertSame("change");
    assertThat(protoc.files()).containsExactly(path(0), path(1), path(2));
  }

  @Test
  void whatIsRefusedIsCompiledWithWhatIsRelated() {
    for (int i = 0; i < FILES; i++) {
      texts.put(path(i), event(i, "", "int64 a = 1;"));
    }
    texts.put(path(1), event(1, "", "int64 a = 1;").replace("package p1", "package p3.q"));
    assertSame("first");
    protoc.most = 0;
    texts.put(path(3), event(3, "", "int64 b = ;"));
    assertThat(assertSame("of a package that has another within")).isFalse();
    assertThat(protoc.most).isEqualTo(2);
    texts.put(path(3), event(3, "", "Absent b = 1;"));
    assertThat(assertSame("what nobody defines")).isFalse();
    assertThat(protoc.most).isEqualTo(2);
    texts.put(path(3), event(3, "", "p0.E0 b = 1;"));
    assertThat(assertSame("what another defines")).isFalse();
    assertThat(protoc.most).isEqualTo(FILES);
  }

  @Test
  void namesThatCollideWithFilesThatWereNotCompiledAreFound() {
    texts.put(path(0), event(0, "", "int64 a = 1;"));
    texts.put(path(1), event(1, "", "int64 a = 1;"));
    String sound = texts.get(path(1));
    assertSame("first");
    for (String more :
        List.of(
            "syntax = \"proto3\"; package p0; message E0 {}",
            "syntax = \"proto3\"; package p0.E0.x; message B {}",
            "syntax = \"proto3\"; message p0 {}",
            "syntax = \"proto3\"; package tally; message EventOptions {}",
            "syntax = \"proto3\"; package p0; enum B { E0 = 0; }")) {
      texts.put(path(1), more);
      assertThat(assertSame(more)).as(more).isFalse();
      texts.put(path(1), sound);
      assertThat(assertSame("restored")).isTrue();
    }
  }

  @Test
  void extensionsOfOneNumberAreNoCollision() {
    String extension =
        "syntax = \"proto2\"; package %s; import \"google/protobuf/descriptor.proto\";"
            + " message M { extend google.protobuf.FieldOptions { optional string x = %d; } }";
    texts.put(path(0), extension.formatted("a", 50_001));
    texts.put(path(1), extension.formatted("b", 50_002));
    assertThat(assertSame("first")).isTrue();
    texts.put(path(1), extension.formatted("b", 50_001));
    assertThat(assertSame("the same number, which protoc lets pass")).isTrue();
  }

  @Test
  void viewsThatCollideWithEventTypesThatWereNotReadAreFound() {
    texts.put("a.proto", event(0, "", "int64 a = 1;").replace("package p0", "package a.b"));
    texts.put("b.proto", event(0, "", "int64 a = 1;").replace("package p0", "package c"));
    assertThat(assertSame("first")).isTrue();
    texts.put("b.proto", event(0, "", "int64 a = 1;").replace("package p0", "package a_b"));
    assertThat(assertSame("the same view")).isFalse();
  }

  private void edit(Random random) {
    int i = random.nextInt(FILES);
    String now = texts.getOrDefault(path(i), "");
    texts.put(
        path(i),
        switch (random.nextInt(18)) {
          case 0 -> event(i, "", "int64 a = ;");
          case 1 -> event(i, "", "Absent a = 1;");
          case 2 -> event(random.nextInt(FILES), "", "int64 a = 1;");
          case 3 ->
              event(i, "import \"%s\";".formatted(path(random.nextInt(FILES))), "int64 a = 1;");
          case 4 -> now.replace("owner: \"x\"", "owner: \"\"");
          case 5 -> "\n\n" + now;
          case 6 -> now.replace("package p", "package p.");
          case 7 -> event(i, "", "E%d a = 1;".formatted(random.nextInt(FILES)));
          case 8 -> event(i, "", "p%d.E%1$d a = 1;".formatted(random.nextInt(FILES)));
          case 9 -> event(i, "", "int64 a = ;") + "message E0 {}";
          case 10 ->
              event(i, "", "int64 a = ; Absent b = 2;")
                  .replace("package p" + i, "package p" + random.nextInt(FILES));
          case 11 -> now.replace("package p" + i + ";", "");
          case 12 -> now.replace("package", "/* package x; */ package") + "message {";
          default -> sound(i, random);
        });
    if (random.nextInt(8) == 0) {
      texts.remove(path(random.nextInt(FILES)));
    }
    if (random.nextInt(3) == 0) {
      for (int j = 0; j < FILES; j++) {
        texts.put(path(j), sound(j, random)); // or it would never be sound again
      }
    }
  }

  private static String path(int i) {
    return "f" + i + ".proto";
  }

  /** Imports only files before it, so that there is no circle. */
  private static String sound(int i, Random random) {
    int attributes = 1 + random.nextInt(3);
    StringBuilder body = new StringBuilder();
    for (int a = 0; a < attributes; a++) {
      body.append("int64 a%d = %d;%n".formatted(a, a + 2));
    }
    if (i > 0 && random.nextBoolean()) {
      int other = random.nextInt(i);
      body.append("p%d.E%d.Nested nested = 1;".formatted(other, other));
      return event(i, "import \"%s\";".formatted(path(other)), body.toString());
    }
    return event(i, "", body.toString());
  }

  private static String event(int i, String imports, String body) {
    return """
    syntax = "proto3";
    package p%1$d;
    import "tally/edl.proto";
    %2$s
    // Number %1$d.
    message E%1$d {
      option (tally.event) = { owner: "x" };
      %3$s
      message Nested {
        int64 inner = 1;
      }
    }
    """
        .formatted(i, imports, body);
  }

  /** Whether the folder is sound. */
  private boolean assertSame(String when) {
    EdlLoader.Result expected = whole.load(texts);
    EdlLoader.Result actual = loader.load(texts);
    if (expected instanceof EdlLoader.Result.Loaded(Schema schema)) {
      assertThat(actual).as(when).isInstanceOf(EdlLoader.Result.Loaded.class);
      assertThat(lines(((EdlLoader.Result.Loaded) actual).schema()))
          .as(when)
          .isEqualTo(lines(schema));
      loads.merge(protoc.files().size(), 1, Integer::sum);
      return true;
    }
    assertThat(actual).as(when).isEqualTo(expected);
    return false;
  }

  private static List<Object> lines(Schema schema) {
    List<Object> lines = new ArrayList<>(schema.files());
    for (EdlFile file : schema.files()) {
      lines.add(schema.descriptor(file).toProto());
      schema
          .descriptor(file)
          .getDependencies()
          .forEach(used -> lines.add(used.getName() + " " + used.toProto().hashCode()));
    }
    schema
        .eventTypes()
        .forEach(
            type -> {
              lines.add(schema.place(type));
              type.attributes().forEach(a -> lines.add(schema.place(type, a)));
              lines.add(schema.eventOption(type, "owner"));
            });
    return lines;
  }

  /** protoc, noting what it was asked for last. */
  private static final class CountingProtoc implements ProtoCompiler {
    static final Path CACHE = Path.of("target", "protoc-cache");

    private final ProtoCompiler protoc = ProtocProcess.bundled(CACHE);
    private List<String> files = List.of();
    private int runs;
    private int most;

    @Override
    public Output compile(List<Path> includes, List<String> files) {
      this.files = List.copyOf(files);
      most = Math.max(most, files.size());
      runs++;
      return protoc.compile(includes, files);
    }

    List<String> files() {
      return files;
    }

    int runs() {
      return runs;
    }
  }
}
