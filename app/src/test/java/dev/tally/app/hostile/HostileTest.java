package dev.tally.app.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostileTest {
  private static final long REQUESTS = 4_000;

  @TempDir private Path folder;

  @Test
  void hostileRequestsAreAnsweredAndCostAGoodProducerNoEvent() throws Exception {
    HostileReport report = new HostileRun(REQUESTS, 7, Duration.ofSeconds(2), folder).run();
    assertThat(report.violations()).isEmpty();
    assertThat(report.requests()).isEqualTo(REQUESTS);
    assertThat(report.good()).isPositive().isEqualTo(report.goodStored());
    assertThat(report.answers())
        .as("slow connections leave room for others")
        .containsKeys("grpc OK", "grpc INVALID_ARGUMENT", "http 200", "http 400", "http 413");
  }
}
