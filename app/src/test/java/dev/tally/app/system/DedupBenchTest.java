package dev.tally.app.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.app.bench.DedupBench;
import dev.tally.app.bench.DedupReport;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The benchmark runs to its end, and counts what its views hold. */
final class DedupBenchTest {
  @Test
  void everyPartGivesAFigure() throws Exception {
    PrintStream silent =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    DedupReport report = new DedupBench(20_000, silent).run();

    assertThat(report.corrections()).isEqualTo(200);
    assertThat(report.ratios())
        .containsOnlyKeys(
            "ingestedPerSecond",
            "rollupMs",
            "countMs",
            "groupMs",
            "minuteMs",
            "correctionsRollupMs")
        .allSatisfy((name, ratio) -> assertThat(ratio).as(name).isPositive());
  }
}
