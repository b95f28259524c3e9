package dev.tally.app.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three rounds of {@code tally torture}; its seed is printed and repeats it. */
final class TortureTest {
  private static final Duration LENGTH = Duration.ofSeconds(15);

  @TempDir private Path folder;

  @Test
  void nothingAcknowledgedIsLostAndNothingCountsTwice() {
    long seed = System.nanoTime() >>> 20;
    System.out.println("TortureTest seed " + seed);
    List<RoundReport> reports = new ArrayList<>();
    boolean holds =
        new Torture(new TortureSettings(3, seed, LENGTH, true), folder).run(reports::add);
    assertThat(holds).as("%s", reports).isTrue();
    assertThat(reports)
        .hasSize(3)
        .allSatisfy(report -> assertThat(report.acknowledged()).isPositive());
  }
}
