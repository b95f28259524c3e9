package dev.tally.aggregator.graphite.function;

/**
 * Triple exponential smoothing: each value is predicted from an intercept, a slope and what the
 * value of the season before differed by. A value that is missing starts it anew. See J. Brutlag,
 * Aberrant Behavior Detection in Time Series for Network Monitoring, LISA 2000.
 */
final class HoltWinters {
  private static final double ALPHA = 0.1;
  private static final double BETA = 0.0035;
  private static final double GAMMA = 0.1;

  private final int season;
  private final double[] seasonals;
  private final double[] predictions;
  private final double[] deviations;

  /**
   * @param season points, at least 1
   */
  HoltWinters(double[] values, int season) {
    this.season = season;
    this.seasonals = new double[values.length];
    this.predictions = new double[values.length];
    this.deviations = new double[values.length];
    analyse(values);
  }

  private void analyse(double[] values) {
    double intercept = values.length == 0 ? Double.NaN : values[0];
    double slope = 0;
    double next = intercept;
    for (int i = 0; i < values.length; i++) {
      double actual = values[i];
      predictions[i] = next;
      if (Double.isNaN(actual)) {
        intercept = Double.NaN;
        slope = 0;
        next = Double.NaN;
        continue;
      }
      double before = Double.isNaN(intercept) ? actual : intercept;
      double seasonal = seasonBefore(seasonals, i);
      intercept = ALPHA * (actual - seasonal) + (1 - ALPHA) * (before + slope);
      slope = BETA * (intercept - before) + (1 - BETA) * slope;
      seasonals[i] = GAMMA * (actual - intercept) + (1 - GAMMA) * seasonal;
      double predicted = Double.isNaN(predictions[i]) ? 0 : predictions[i];
      deviations[i] =
          GAMMA * Math.abs(actual - predicted) + (1 - GAMMA) * seasonBefore(deviations, i);
      next = intercept + slope + seasonBefore(seasonals, i + 1);
    }
  }

  private double seasonBefore(double[] values, int index) {
    return index >= season ? values[index - season] : 0;
  }

  /** NaN where there is none: behind a missing value. */
  double[] predictions() {
    return predictions.clone();
  }

  /** How far values are from their predictions usually. */
  double[] deviations() {
    return deviations.clone();
  }
}
