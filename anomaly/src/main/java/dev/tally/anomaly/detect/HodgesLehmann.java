package dev.tally.anomaly.detect;

/**
 * The middle of a few numbers: the median of the means of all pairs, each number paired with itself
 * too. Against the plain median it wastes little of what few numbers tell (asymptotic efficiency at
 * the normal distribution 0.96 against 0.64) and still ignores 29 % of outliers: one of six.
 *
 * <p>Cost: n (n + 1) / 2 pairs, sorted; n is at most {@link #NUMBERS_MAX}.
 *
 * <p>Hodges, J. L. and Lehmann, E. L. (1963): Estimates of location based on rank tests. The Annals
 * of Mathematical Statistics 34, 598–611.
 */
final class HodgesLehmann {
  /** Numbers at most; they make 105 pairs. */
  static final int NUMBERS_MAX = 14;

  private HodgesLehmann() {}

  /**
   * @param numbers the first {@code count} of them count; none is NaN
   * @param count from 1 to {@link #NUMBERS_MAX}
   */
  static double of(double[] numbers, int count) {
    double[] means = new double[count * (count + 1) / 2];
    int pairs = 0;
    for (int i = 0; i < count; i++) {
      for (int j = i; j < count; j++) {
        insert(means, pairs++, (numbers[i] + numbers[j]) / 2);
      }
    }
    return pairs % 2 == 1 ? means[pairs / 2] : (means[pairs / 2 - 1] + means[pairs / 2]) / 2;
  }

  private static void insert(double[] sorted, int size, double number) {
    int at = size;
    while (at > 0 && sorted[at - 1] > number) {
      sorted[at] = sorted[at - 1];
      at--;
    }
    sorted[at] = number;
  }
}
