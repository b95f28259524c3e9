package dev.tally.anomaly.detect;

/**
 * What a {@link BandModel} says of the next point.
 *
 * @param lag which of the seasonality's lags it is by, 0 the best
 * @param base from level and season alone; NaN while there is too little history
 * @param expected base, corrected by the median of recent errors
 * @param unit what errors are divided by before they are pooled
 * @param above one robust standard deviation upwards, NaN while there are too few errors
 * @param below the same downwards
 */
record Prediction(int lag, double base, double expected, double unit, double above, double below) {
  static final Prediction UNKNOWN =
      new Prediction(0, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);

  boolean isKnown() {
    return !Double.isNaN(base);
  }

  boolean hasSpread() {
    return !Double.isNaN(above);
  }

  /**
   * The bounds at that many robust standard deviations.
   *
   * <p>For counts they are no narrower than those of a Poisson distribution with the expected mean,
   * at least 1, by the Cornish–Fisher expansion to its skewness: λ ± w √λ + (w² − 1) / 6. So a
   * slice with two events an hour does not scream, and one with eleven does when none comes.
   */
  Band band(SeriesKind kind, double width) {
    if (!hasSpread()) {
      return new Band(expected, Double.NaN, Double.NaN);
    }
    double lower = expected - width * below;
    double upper = expected + width * above;
    if (kind.isPoisson()) {
      double noise = width * Math.sqrt(Math.max(expected, 1));
      double skew = (width * width - 1) / 6;
      lower = Math.min(lower, expected - noise + skew);
      upper = Math.max(upper, expected + noise + skew);
    }
    return new Band(expected, kind.isProportional() ? Math.max(lower, 0) : lower, upper);
  }
}
