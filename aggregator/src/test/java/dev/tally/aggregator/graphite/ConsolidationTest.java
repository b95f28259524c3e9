package dev.tally.aggregator.graphite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.aggregator.graphite.function.TimeSeries;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsolidationTest {
  private static TimeSeries series(long start, double... values) {
    return new TimeSeries("s", "s", Map.of(), start, 60, values);
  }

  @Test
  void fewEnoughStayAsTheyAre() {
    TimeSeries series = series(0, 1, 2, 3);
    assertThat(Consolidation.apply(series, 3)).isSameAs(series);
    assertThat(Consolidation.apply(series, Integer.MAX_VALUE)).isSameAs(series);
  }

  @Test
  void averagesLeaveNullsOut() {
    TimeSeries coarse =
        Consolidation.apply(series(1200, 1, 3, Double.NaN, 5, Double.NaN, Double.NaN), 3);
    assertThat(coarse.values()).containsExactly(2, 5, Double.NaN);
    assertThat(coarse.start()).isEqualTo(1200);
    assertThat(coarse.step()).isEqualTo(120);
  }

  @Test
  void timesAreMultiplesOfTheStepSoThatARefreshKeepsThem() {
    TimeSeries coarse = Consolidation.apply(series(180, 3, 4, 5, 6, 7), 3);
    assertThat(coarse.start()).isEqualTo(120);
    assertThat(coarse.step()).isEqualTo(120);
    assertThat(coarse.values()).containsExactly(3, 4.5, 6.5);
  }

  @Test
  void oneIsTheAverageOfAll() {
    assertThat(Consolidation.apply(series(180, 3, 4, 8), 1).values()).containsExactly(5);
  }

  @ParameterizedTest
  @CsvSource({"1000, 7", "1000, 999", "1000, 500", "31, 30", "10000, 3", "17, 2"})
  void neverMoreThanAskedForAndNothingIsLost(int size, int max) {
    for (long start = 0; start < 1200; start += 60) {
      TimeSeries coarse =
          Consolidation.apply(
              series(start, IntStream.range(0, size).mapToDouble(i -> 1).toArray()), max);
      assertThat(coarse.values().length).isLessThanOrEqualTo(max);
      assertThat(coarse.values()).containsOnly(1);
      assertThat(coarse.start() % coarse.step()).isZero();
      assertThat(coarse.end()).isGreaterThanOrEqualTo(start + size * 60L);
    }
  }
}
