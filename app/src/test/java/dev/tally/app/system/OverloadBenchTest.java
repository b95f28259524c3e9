package dev.tally.app.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.app.bench.OverloadBench;
import dev.tally.app.bench.OverloadReport;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The benchmark as such, briefly: its figures are not judged, its sums are. */
class OverloadBenchTest {
  @Test
  void countsWhatBecameOfAllThatWasOffered() throws Exception {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    OverloadReport report =
        new OverloadBench(Duration.ofSeconds(1), Duration.ofSeconds(2), 5, nowhere).run();
    assertThat(report.isExact()).as("%s", report).isTrue();
    assertThat(report.acknowledged()).isPositive();
    assertThat(report.offeredPerSecond()).isGreaterThan(report.bestPerSecond());
    assertThat(report.acknowledgedP99Ms()).isGreaterThanOrEqualTo(report.acknowledgedP50Ms());
    assertThat(report.peakBytes().inFlight()).isLessThanOrEqualTo(64L << 20);
  }
}
