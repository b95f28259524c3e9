package dev.tally.collector.encode;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EventChecksTest {
  @Test
  void roundsTheExactProductHalfToEven() {
    assertRounds(2.5, 0);
    assertRounds(3.5, 0);
    assertRounds(-2.5, 0);
    assertRounds(1.005, 2);
    assertRounds(0.285, 2);
    assertRounds(0.145, 2);
    assertRounds(8.345, 2);
    assertRounds(2251799813685249.5, 0);
    assertRounds(450359962737049.75, 1);
    assertRounds(9.2e9, 9);
    assertRounds(-0.0, 3);
    assertRounds(Double.MIN_VALUE, 9);
  }

  @Test
  void roundsLikeBigDecimalEverywhere() {
    long seed = System.nanoTime();
    System.out.println("EventChecksTest seed " + seed);
    Random random = new Random(seed);
    int rounded = 0;
    while (rounded < 200_000) {
      double value =
          switch (random.nextInt(4)) {
            case 0 -> random.nextInt() / 1e3;
            case 1 -> random.nextLong() / 1e5;
            case 2 -> Double.longBitsToDouble(random.nextLong());
            default -> random.nextLong(1L << 54) / 16.0;
          };
      int scale = random.nextInt(10);
      if (Math.abs(value * Math.pow(10, scale)) < 9.2e18) {
        assertRounds(value, scale);
        rounded++;
      }
    }
  }

  private static void assertRounds(double value, int scale) {
    double factor = Math.pow(10, scale);
    long exact =
        new BigDecimal(value)
            .movePointRight(scale)
            .setScale(0, RoundingMode.HALF_EVEN)
            .longValueExact();
    assertThat(EventChecks.roundProduct(value, factor, value * factor))
        .as("%s with %d digits", value, scale)
        .isEqualTo(exact);
  }
}
