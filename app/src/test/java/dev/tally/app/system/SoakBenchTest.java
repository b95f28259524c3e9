package dev.tally.app.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.app.bench.SoakBench;
import dev.tally.app.bench.SoakReport;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The engine really stands still, and all that waited is stored when it is back. */
final class SoakBenchTest {
  @Test
  void whatComesWhileTheEngineStandsStillWaitsAndIsStored() throws Exception {
    PrintStream silent =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    SoakReport report =
        new SoakBench(100_000, Duration.ofSeconds(12), 0.1, Duration.ofSeconds(4), silent).run();

    assertThat(report.samples().stream().mapToLong(SoakReport.Sample::pending).max().orElseThrow())
        .as("three of the four seconds, at least")
        .isGreaterThan(3 * report.offeredPerSecond());
    assertThat(report.caughtUpSeconds()).isPositive();
    assertThat(report.sent()).isPositive();
    assertThat(report.isExact()).as(report.toString()).isTrue();
  }
}
