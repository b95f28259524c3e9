package dev.tally.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.codegen.Generate;
import dev.tally.codegen.Language;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Committed generated code is what the generator writes today. */
final class GeneratedSenderTest {
  private static final Path GENERATED = Path.of("src", "main", "generated");

  @Test
  void isUpToDate() {
    assertThat(GENERATED.resolve("flights").resolve("FlightDeparted.java")).exists();
    assertThat(new Generate(Language.JAVA, GENERATED).check(DemoEdl.load()))
        .as("./tally generate app/src/main/edl --out app/src/main/generated")
        .isEmpty();
  }
}
