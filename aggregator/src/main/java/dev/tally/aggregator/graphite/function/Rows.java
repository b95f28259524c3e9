package dev.tally.aggregator.graphite.function;

import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.ToDoubleFunction;

/** Series seen across: the values of all at one time. */
final class Rows {
  private Rows() {}

  /** One series of a value per row; none of none. The array that a row is in is used again. */
  static List<TimeSeries> combine(
      List<TimeSeries> series, String name, ToDoubleFunction<double[]> combination) {
    return series.isEmpty() ? List.of() : List.of(combined(series, name, combination));
  }

  static TimeSeries combined(
      List<TimeSeries> series, String name, ToDoubleFunction<double[]> combination) {
    List<TimeSeries> aligned = Grid.align(series);
    TimeSeries first = aligned.getFirst();
    double[] combined = new double[first.size()];
    double[] row = new double[aligned.size()];
    for (int i = 0; i < combined.length; i++) {
      for (int s = 0; s < row.length; s++) {
        row[s] = aligned.get(s).values()[i];
      }
      combined[i] = combination.applyAsDouble(row);
    }
    return TimeSeries.made(name, first.start(), first.step(), combined);
  }

  static TimeSeries combined(
      TimeSeries one, TimeSeries other, String name, DoubleBinaryOperator operator) {
    return combined(List.of(one, other), name, row -> operator.applyAsDouble(row[0], row[1]));
  }
}
