package dev.tally.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.app.service.Folders;
import dev.tally.codegen.Generate;
import dev.tally.codegen.Language;
import dev.tally.edl.load.EdlLoader;
import dev.tally.edl.model.EdlFile;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Committed generated code is what the generator writes today. */
final class GeneratedSenderTest {
  private static final Path EDL = Path.of("src", "main", "edl");
  private static final Path GENERATED = Path.of("src", "main", "generated");

  @Test
  void isUpToDate() {
    assertThat(GENERATED.resolve("flights").resolve("FlightDeparted.java")).exists();
    assertThat(EdlLoader.bundled(Folders.downloads().resolve("protoc")).load(EDL))
        .isInstanceOfSatisfying(EdlLoader.Result.Loaded.class, loaded -> check(loaded.files()));
  }

  private static void check(List<EdlFile> files) {
    assertThat(new Generate(Language.JAVA, GENERATED).check(files))
        .as("./tally generate app/src/main/edl --out app/src/main/generated")
        .isEmpty();
  }
}
