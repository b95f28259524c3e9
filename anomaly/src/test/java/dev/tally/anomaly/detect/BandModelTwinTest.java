package dev.tally.anomaly.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tally.edl.model.AlertRule.Detection;
import dev.tally.edl.model.AlertRule.Direction;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@link BandModel} against its plain twin, point by point, on series full of trouble. */
class BandModelTwinTest {
  @ParameterizedTest
  @CsvSource({
    "COUNT, 1, 1",
    "COUNT, 24, 2",
    "DISTINCT, 24, 3",
    "TOTAL, 4, 4",
    "VALUE, 24, 5",
    "VALUE, 1, 6",
    "COUNT, 4, 7",
    "TOTAL, 1, 8",
    "DISTINCT, 1, 9",
    "COUNT, 1, 10"
  })
  void judgesAsThePlainTwinDoes(SeriesKind kind, int pointsPerDay, long seed) {
    Seasonality seasonality = Seasonality.of(Duration.ofDays(1).dividedBy(pointsPerDay));
    long first = 11_323L * pointsPerDay;
    Judge judge = Judge.of(new Detection.Band(Direction.BOTH, 3), kind, seasonality, first);
    PlainBandModel plain = new PlainBandModel(kind, seasonality, first);
    double[] values = troubled(pointsPerDay, new Random(seed));
    int verdicts = 0;
    int out = 0;
    for (int i = 0; i < values.length; i++) {
      Verdict expected = plain.judge(values[i], 3);
      Verdict verdict = judge.judge(values[i]);
      assertThat(verdict.outcome()).as("point %d", i).isEqualTo(expected.outcome());
      assertSame(verdict.band().expected(), expected.band().expected(), i);
      assertSame(verdict.band().lower(), expected.band().lower(), i);
      assertSame(verdict.band().upper(), expected.band().upper(), i);
      verdicts += verdict.outcome() == Verdict.Outcome.UNKNOWN ? 0 : 1;
      out += verdict.isOut() ? 1 : 0;
    }
    // The comparison would be empty were everything unknown, or everything in.
    assertThat(verdicts).isGreaterThan(values.length / 4);
    assertThat(out).isGreaterThan(3);
  }

  private static void assertSame(double actual, double expected, int point) {
    if (Double.isNaN(expected)) {
      assertThat(actual).as("point %d", point).isNaN();
    } else {
      assertThat(actual)
          .as("point %d", point)
          .isCloseTo(expected, within(1e-9 * Math.max(1, Math.abs(expected))));
    }
  }

  /** Seasons, noise, spikes, gaps, an outage, a new level, and growth from nothing. */
  private static double[] troubled(int pointsPerDay, Random random) {
    int days = pointsPerDay == 1 ? 300 : pointsPerDay == 4 ? 150 : 70;
    double[] values = new double[days * pointsPerDay];
    for (int i = 0; i < values.length; i++) {
      int day = i / pointsPerDay;
      double season = 1 + 0.6 * Math.sin(2 * Math.PI * i / Math.max(pointsPerDay, 7));
      double level = day < days / 2 ? 100 : day < days * 3 / 4 ? 180 : 0.02;
      if (day > days * 7 / 8) {
        level = 70;
      }
      values[i] = Math.max(0, Math.rint(level * season + 6 * random.nextGaussian()));
      if (random.nextInt(60) == 0) {
        values[i] *= 3;
      }
      if (random.nextInt(40) == 0) {
        values[i] = Double.NaN;
      }
      if (day >= days / 3 && day < days / 3 + 3) {
        values[i] = 0;
      }
    }
    return values;
  }
}
