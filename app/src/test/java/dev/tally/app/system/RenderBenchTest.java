package dev.tally.app.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.app.bench.RenderBench;
import dev.tally.app.bench.RenderReport;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The benchmark runs to its end; that both answer as they should it says itself. */
final class RenderBenchTest {
  private static final String[] REQUESTS = {
    "dashboard",
    "panel",
    "targets",
    "glob",
    "globSum",
    "findRoot",
    "findBelow",
    "findAcross",
    "dashboardAgain",
    "panelAgain",
    "targetsAgain"
  };

  @Test
  void everyRequestIsMeasured() throws Exception {
    PrintStream silent =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    RenderReport report =
        new RenderBench(new RenderBench.Sizes(200, 2_500, 3, Duration.ZERO, 5_000), silent).run();

    assertThat(report.points()).isEqualTo(300L * 1_440);
    assertThat(report.findSeries()).isEqualTo(3_000);
    assertThat(report.ingestPerSecond()).isPositive();
    assertThat(report.tally()).containsOnlyKeys(REQUESTS);
    assertThat(report.tallyWhileIngesting()).containsOnlyKeys(REQUESTS);
    assertThat(report.ratios()).hasSameSizeAs(report.graphite());
    assertThat(report.tally().values())
        .allSatisfy(times -> assertThat(times.p95Ms()).isGreaterThanOrEqualTo(times.p50Ms()))
        .allSatisfy(times -> assertThat(times.bytes()).isPositive());
  }
}
