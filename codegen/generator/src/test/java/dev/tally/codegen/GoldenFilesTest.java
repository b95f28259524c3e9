package dev.tally.codegen;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.edl.model.EdlFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is generated, as a reader sees it. To accept a change: run this test with {@code
 * -Dsurefire.argLine=-Dtally.golden=write}, read the diff, commit it.
 */
final class GoldenFilesTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");

  @TempDir private Path scratch;

  @Test
  void generatesWhatTheGoldenFilesSay() throws IOException {
    List<GeneratedFile> files = new JavaGenerator().generate(TestEdl.load(scratch));
    if ("write".equals(System.getProperty("tally.golden"))) {
      write(files);
    }
    for (GeneratedFile file : files) {
      assertThat(GOLDEN.resolve(file.path())).hasContent(file.content());
    }
    assertThat(goldenPaths())
        .containsExactlyElementsOf(files.stream().map(GeneratedFile::path).toList());
  }

  @Test
  void followsFromTheInputAloneAndNotFromItsOrder() {
    List<EdlFile> edl = TestEdl.load(scratch);
    List<GeneratedFile> first = new JavaGenerator().generate(edl);
    List<EdlFile> shuffled = new ArrayList<>(edl);
    Collections.shuffle(shuffled, new Random(1));
    assertThat(shuffled).isNotEqualTo(edl);
    assertThat(new JavaGenerator().generate(shuffled)).isEqualTo(first);
  }

  private static void write(List<GeneratedFile> files) throws IOException {
    for (String path : goldenPaths()) {
      Files.delete(GOLDEN.resolve(path));
    }
    for (GeneratedFile file : files) {
      Path golden = GOLDEN.resolve(file.path());
      Files.createDirectories(golden.getParent());
      Files.write(golden, file.content().getBytes(UTF_8));
    }
  }

  private static List<String> goldenPaths() throws IOException {
    try (Stream<Path> files = Files.walk(GOLDEN)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> GOLDEN.relativize(file).toString())
          .filter(path -> path.endsWith(".java"))
          .sorted()
          .toList();
    }
  }
}
