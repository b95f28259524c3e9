package dev.tally.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FixedPointTest {
  private static final long SEED = 20_261_121;

  /** The plain, slow twin. */
  private static long slowly(double value, int scale) {
    return BigDecimal.valueOf(value)
        .movePointRight(scale)
        .setScale(0, RoundingMode.HALF_EVEN)
        .longValueExact();
  }

  @Test
  void roundsDoublesAsTheirDecimalNumbers() {
    Random random = new Random(SEED);
    for (int i = 0; i < 300_000; i++) {
      int scale = random.nextInt(10);
      int digits = random.nextInt(12);
      double value =
          BigDecimal.valueOf(random.nextLong() >> random.nextInt(64), digits).doubleValue();
      if (Math.abs(value) < 1e8) {
        assertThat(FixedPoint.scaled(value, scale))
            .as("%s at scale %s, seed %s", value, scale, SEED)
            .isEqualTo(slowly(value, scale));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0.285, 2, 28",
    "0.575, 2, 58",
    "1.005, 2, 100",
    "1.115, 2, 112",
    "-0.5, 0, 0",
    "-1.5, 0, -2",
    "2.5, 0, 2",
    "1e-300, 9, 0",
    "9.2e9, 9, 9200000000000000000"
  })
  void roundsHalfToEven(String value, int scale, long scaled) {
    assertThat(FixedPoint.scaled(Double.parseDouble(value), scale)).isEqualTo(scaled);
    assertThat(FixedPoint.scaled(new BigDecimal(value), scale)).isEqualTo(scaled);
  }

  @Test
  void refusesWhatDoesNotFit() {
    for (double value : new double[] {Double.NaN, Double.POSITIVE_INFINITY, 1e300, -1e10}) {
      assertThatThrownBy(() -> FixedPoint.scaled(value, 9)).isInstanceOf(ArithmeticException.class);
    }
    assertThatThrownBy(() -> FixedPoint.scaled(new BigDecimal("9223372036854775808"), 0))
        .isInstanceOf(ArithmeticException.class);
    assertThat(FixedPoint.scaled(new BigDecimal("9223372036854775807"), 0))
        .isEqualTo(Long.MAX_VALUE);
    assertThat(FixedPoint.scaled(new BigDecimal("-9223372036854775808"), 0))
        .isEqualTo(Long.MIN_VALUE);
  }

  /** Either would take minutes and gigabytes. */
  @Test
  void answersAtOnceForNumbersThatAreShortToWrite() {
    assertThatThrownBy(() -> FixedPoint.scaled(new BigDecimal("1E+999999999"), 2))
        .isInstanceOf(ArithmeticException.class);
    assertThat(FixedPoint.scaled(new BigDecimal("1E-999999999"), 2)).isZero();
  }
}
