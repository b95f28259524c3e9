package dev.tally.app.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tally.app.bench.StorageBench;
import dev.tally.app.bench.StorageReport;
import dev.tally.error.TallyException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Quotes go in and are found again with the same sums: the benchmark itself compares them. */
final class StorageBenchTest {
  private static final int QUOTES = 3_000;

  @TempDir private Path folder;

  @Test
  void quotesAreStoredAndMeasured() throws Exception {
    StorageReport report = run(lines(""));
    assertThat(report.quotes()).isEqualTo(QUOTES);
    assertThat(report.bytesPerQuote()).isPositive();
    assertThat(report.byColumn()).containsKeys("int_values", "time");
    assertThat(report.csv()).isGreaterThan(report.csvZstd12());
  }

  @Test
  void aLineThatIsNoQuoteIsShown() {
    assertThatThrownBy(() -> run(lines("14400521,475000,200\n")))
        .isInstanceOf(TallyException.class)
        .hasMessageContaining("14400521,475000,200");
  }

  private static String lines(String last) {
    return IntStream.range(0, QUOTES)
        .mapToObj(
            i ->
                i % 2 == 0
                    ? "%d,%d,200,0,0,P,1,0".formatted(i * 7, 475_000 + i % 9 * 100)
                    : "%d,0,0,%d,%d,Q,1,%d".formatted(i * 7, 475_100, 100 + i, i % 5 == 0 ? 1 : 0))
        .collect(Collectors.joining("\n", "", "\n" + last));
  }

  private StorageReport run(String csv) throws Exception {
    Path file = folder.resolve("quotes.csv");
    try {
      Files.writeString(file, csv);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    PrintStream silent =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    return new StorageBench(file, silent).run();
  }
}
