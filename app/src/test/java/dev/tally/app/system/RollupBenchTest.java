package dev.tally.app.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.app.bench.RollupBench;
import dev.tally.app.bench.RollupReport;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The benchmark runs to its end, and holds the figures of two ways against each other. */
final class RollupBenchTest {
  @Test
  void everyPartGivesAFigure() throws Exception {
    PrintStream silent =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    RollupReport report = new RollupBench(20_000, 10, silent).run();

    assertThat(report.eventsPerSecond()).isPositive();
    assertThat(report.secondsByStep()).containsKeys("scan", "states", "points", "index");
    assertThat(report.points()).isPositive();
    assertThat(report.metricMicros()).hasSize(10);
    assertThat(report.setMicros()).hasSize(5);
    assertThat(report.newPoint().statesAfterHistory())
        .isGreaterThan(report.newPoint().statesAfterDay());
    assertThat(report.newPoint().ratio()).isPositive();
    assertThat(report.otherWays())
        .containsOnlyKeys("materialized_views", "recompute_together", "recompute_each");
    assertThat(report.ratios()).hasSameSizeAs(report.otherWays());
  }
}
