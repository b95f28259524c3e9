package dev.tally.aggregator.graphite.function;

import java.util.Optional;

/**
 * A straight line: its value at a time, and what it gains per second. By least squares.
 *
 * @param origin seconds since the epoch
 */
record Regression(double value, double gain, long origin) {
  /** Empty for a series of less than two values. */
  static Optional<Regression> of(TimeSeries series) {
    double count = 0;
    double indexes = 0;
    double sum = 0;
    double squares = 0;
    double products = 0;
    for (int i = 0; i < series.size(); i++) {
      double value = series.values()[i];
      if (!Double.isNaN(value)) {
        count++;
        indexes += i;
        sum += value;
        squares += (double) i * i;
        products += i * value;
      }
    }
    double denominator = count * squares - indexes * indexes;
    if (denominator == 0) {
      return Optional.empty();
    }
    double gain = (count * products - indexes * sum) / denominator / series.step();
    double first = (squares * sum - products * indexes) / denominator;
    return Optional.of(new Regression(first, gain, series.start()));
  }

  /** On the grid of a series. */
  double[] values(TimeSeries like) {
    double[] values = new double[like.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = value + (like.start() + i * like.step() - origin) * gain;
    }
    return values;
  }
}
