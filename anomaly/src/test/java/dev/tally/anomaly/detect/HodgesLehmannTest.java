package dev.tally.anomaly.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HodgesLehmannTest {
  @Test
  void isTheMedianOfPairwiseMeans() {
    assertThat(HodgesLehmann.of(new double[] {7}, 1)).isEqualTo(7);
    assertThat(HodgesLehmann.of(new double[] {1, 2, 99}, 2)).isEqualTo(1.5);
    // Means of pairs: 1, 1.5, 2, 5.5, 6, 10; the two in the middle are 2 and 5.5.
    assertThat(HodgesLehmann.of(new double[] {10, 1, 2}, 3)).isEqualTo(3.75);
  }

  @Test
  void ignoresOneWildNumberOfSix() {
    double clean = HodgesLehmann.of(new double[] {98, 99, 100, 101, 102, 103}, 6);
    double wild = HodgesLehmann.of(new double[] {98, 99, 100, 101, 102, 1e9}, 6);
    assertThat(wild).isCloseTo(clean, within(1.5));
  }

  @Test
  void agreesWithThePlainTwin() {
    Random random = new Random(42);
    for (int count = 1; count <= HodgesLehmann.NUMBERS_MAX; count++) {
      for (int run = 0; run < 50; run++) {
        double[] numbers = random.doubles(HodgesLehmann.NUMBERS_MAX, -10, 10).toArray();
        assertThat(HodgesLehmann.of(numbers, count)).isEqualTo(plain(numbers, count));
      }
    }
  }

  static double plain(double[] numbers, int count) {
    List<Double> means = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      for (int j = 0; j <= i; j++) {
        means.add((numbers[i] + numbers[j]) / 2);
      }
    }
    Collections.sort(means);
    int size = means.size();
    return size % 2 == 1
        ? means.get(size / 2)
        : (means.get(size / 2 - 1) + means.get(size / 2)) / 2;
  }
}
