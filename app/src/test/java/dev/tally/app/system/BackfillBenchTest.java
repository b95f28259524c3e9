package dev.tally.app.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.app.bench.BackfillBench;
import dev.tally.app.bench.BackfillReport;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Whether every point is right, the benchmark says itself. */
final class BackfillBenchTest {
  @Test
  void aBackfillIsKilledWhileLateEventsCome() throws IOException {
    PrintStream silent =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    BackfillReport report =
        new BackfillBench(new BackfillBench.Plan(30, 1, 2_000, 1), silent).run();

    assertThat(report.violations()).isEmpty();
    assertThat(report.kills()).hasSize(1);
    assertThat(report.flights()).isGreaterThan(report.before());
    assertThat(report.graphAnswers()).isPositive();
    assertThat(report.graphPoints()).isPositive();
    assertThat(report.points()).isPositive();
  }
}
