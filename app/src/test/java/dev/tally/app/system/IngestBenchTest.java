package dev.tally.app.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.app.bench.IngestBench;
import dev.tally.app.bench.IngestReport;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The benchmark runs to its end; figures of a machine that does other things prove nothing. */
final class IngestBenchTest {
  @Test
  void everyPartGivesAFigure() throws Exception {
    PrintStream silent =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    IngestReport report = new IngestBench(20_000, Duration.ofSeconds(1), silent).run();

    assertThat(report.eventsPerSecond()).isPositive();
    assertThat(report.bytesPerEvent()).isPositive();
    assertThat(report.typedBytesPerEvent()).isPositive();
    assertThat(report.cpuMicrosPerEvent()).containsKeys("encode", "insert", "engine");
    assertThat(report.halfLoad().visibleP99Ms()).isPositive();
    assertThat(report.httpEventsPerSecond()).isPositive();
    assertThat(report.baselines())
        .hasSize(6)
        .allSatisfy((way, rate) -> assertThat(rate).as(way).isPositive());
    assertThat(report.ratios()).hasSameSizeAs(report.baselines());
  }
}
