package dev.tally.anomaly.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class SlidingQuantilesTest {
  /** Against the plain twin: keep the latest, sort them all, each time. */
  @RepeatedTest(20)
  void agreesWithSortingEverything(RepetitionInfo repetition) {
    long seed = repetition.getCurrentRepetition();
    Random random = new Random(seed);
    int capacity = 1 + random.nextInt(40);
    SlidingQuantiles quantiles = new SlidingQuantiles(capacity);
    Deque<Float> plain = new ArrayDeque<>();
    for (int i = 0; i < 500; i++) {
      // Few distinct numbers, so that there are many ties; both zeros among them.
      float number = random.nextInt(8) == 0 ? -0f : random.nextInt(7) - 3;
      quantiles.add(number);
      plain.add(number);
      if (plain.size() > capacity) {
        plain.remove();
      }
      assertThat(quantiles.size()).isEqualTo(plain.size());
      for (double level : new double[] {0, 0.025, 0.25, 0.5, 0.75, 0.975, 1}) {
        float expected =
            plain.stream().sorted().toList().get((int) (level * (plain.size() - 1) + 0.5));
        assertThat(quantiles.quantile(level)).as("seed %d, point %d", seed, i).isEqualTo(expected);
      }
    }
  }

  @Test
  void startsAnewOnceCleared() {
    SlidingQuantiles quantiles = new SlidingQuantiles(3);
    for (float number : new float[] {5, 6, 7, 8}) {
      quantiles.add(number);
    }
    quantiles.clear();
    assertThat(quantiles.size()).isZero();
    for (float number : new float[] {1, 2, 3, 4}) {
      quantiles.add(number);
    }
    assertThat(quantiles.quantile(0)).isEqualTo(2);
    assertThat(quantiles.quantile(1)).isEqualTo(4);
  }
}
