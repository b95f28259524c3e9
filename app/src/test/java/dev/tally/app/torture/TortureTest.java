package dev.tally.app.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rounds of {@code tally torture}; their seed is printed and repeats them. */
final class TortureTest {
  private static final Duration LENGTH = Duration.ofSeconds(15);

  /** Of {@code tally torture --series}, which has 50. */
  private static final int KILLS = 4;

  private final long seed = System.nanoTime() >>> 20;

  @TempDir private Path folder;

  @Test
  void nothingAcknowledgedIsLostAndNothingCountsTwice() {
    assertThat(run(3, OptionalInt.empty()))
        .hasSize(3)
        .allSatisfy(report -> assertThat(report.acknowledged()).isPositive());
  }

  /** Each statistic of each metric, though aggregator and engine are killed. */
  @Test
  void everyPointIsWhatTheEventsMakeIt() {
    RoundReport report = run(1, OptionalInt.of(KILLS)).getFirst();
    assertThat(report.points()).isGreaterThan(10_000);
    assertThat(report.late()).isGreaterThan(report.created() / 30);
    assertThat(report.repeated()).isPositive();
    assertThat(report.retried()).isGreaterThan(report.stored() / 200);
  }

  private List<RoundReport> run(int rounds, OptionalInt kills) {
    System.out.println("TortureTest seed " + seed);
    List<RoundReport> reports = new ArrayList<>();
    boolean holds =
        new Torture(new TortureSettings(rounds, seed, LENGTH, true, kills), folder)
            .run(reports::add);
    assertThat(holds).as("%s", reports).isTrue();
    return reports;
  }
}
