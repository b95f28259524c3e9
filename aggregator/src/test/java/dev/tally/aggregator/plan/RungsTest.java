package dev.tally.aggregator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RungsTest {
  private static List<Duration> seconds(long... seconds) {
    return LongStream.of(seconds).mapToObj(Duration::ofSeconds).toList();
  }

  @Test
  void theFinestIsScannedAndTheOthersAreMerged() {
    assertThat(Rungs.of(seconds(86_400, 10, 3_600, 60)))
        .containsExactly(new Rungs(Duration.ofSeconds(10), seconds(60, 3_600, 86_400)));
  }

  @Test
  void oneResolutionIsScanned() {
    assertThat(Rungs.of(seconds(86_400))).containsExactly(new Rungs(Duration.ofDays(1), List.of()));
  }

  @Test
  void whatNoOtherDividesIsScannedAndTheWidestIsMergedFrom() {
    assertThat(Rungs.of(seconds(60, 90, 120, 180)))
        .containsExactly(
            new Rungs(Duration.ofSeconds(60), seconds(120)),
            new Rungs(Duration.ofSeconds(90), seconds(180)));
  }

  @Test
  void nothingIsNothing() {
    assertThat(Rungs.of(List.of())).isEmpty();
  }
}
