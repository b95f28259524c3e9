package dev.tally.aggregator.candle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.aggregator.statement.CandleStates.Stretch;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LookbackTest {
  private static final Duration TEN = Duration.ofSeconds(10);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final long DAY = 1_709_078_400;

  @Test
  void narrowBucketsAreNextToTheEndAndWideOnesBehind() {
    long end = DAY + 3_600 + 130;
    assertThat(Lookback.before(end, TEN, List.of(TEN, MINUTE, Duration.ofSeconds(90), HOUR)))
        .containsExactly(
            new Stretch(TEN, DAY + 3_720, end),
            new Stretch(MINUTE, DAY + 3_600, DAY + 3_720),
            new Stretch(HOUR, end - Lookback.LENGTH.toSeconds(), DAY + 3_600));
  }

  @Test
  void whatIsOnABoundaryNeedsNoNarrowOnes() {
    assertThat(Lookback.before(DAY, MINUTE, List.of(TEN, MINUTE, HOUR)))
        .containsExactly(new Stretch(HOUR, DAY - Lookback.LENGTH.toSeconds(), DAY));
    assertThat(Lookback.before(DAY + 60, MINUTE, List.of(MINUTE)))
        .containsExactly(new Stretch(MINUTE, DAY + 60 - Lookback.LENGTH.toSeconds(), DAY + 60));
  }
}
