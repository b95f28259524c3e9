package dev.tally.aggregator.graphite.function;

import static dev.tally.aggregator.graphite.function.Group.TRANSFORM;
import static dev.tally.aggregator.graphite.function.Parameter.SERIES_LIST;

import java.util.Arrays;
import java.util.List;

/** Functions of each value and what came before it. */
final class Differences {
  private static final int SECONDS_PLACES = 6;

  static final List<Function> FUNCTIONS =
      List.of(
          Function.of(
              "derivative",
              TRANSFORM,
              "Each value less the one before it.",
              arguments -> arguments.each(Differences::derivative),
              SERIES_LIST),
          counter("nonNegativeDerivative", "Each value of a counter less the one before it."),
          counter("perSecond", "How much a counter grows per second."),
          Function.of(
              "integral",
              TRANSFORM,
              "The sum of all values up to each.",
              arguments -> arguments.each(Differences::integral),
              SERIES_LIST),
          Function.of(
              "integralByInterval",
              TRANSFORM,
              "The sum of all values up to each, from 0 again in each interval.",
              Differences::integralByInterval,
              SERIES_LIST,
              Parameter.required("intervalUnit", ParameterType.STRING)),
          Function.of(
              "delay",
              TRANSFORM,
              "Moves values to later steps.",
              Differences::delay,
              SERIES_LIST,
              Parameter.required("steps", ParameterType.INTEGER)),
          Function.of(
              "changed",
              Group.SPECIAL,
              "1 where a value differs from the one before it, 0 elsewhere.",
              arguments -> arguments.each(Differences::changed),
              SERIES_LIST));

  private Differences() {}

  private static Function counter(String name, String description) {
    return Function.of(
        name,
        TRANSFORM,
        description,
        arguments -> {
          Counter counter =
              new Counter(arguments.numberIfAny("maxValue"), arguments.numberIfAny("minValue"));
          boolean perSecond = name.equals("perSecond");
          return arguments.each(
              series ->
                  (perSecond ? perSecond(series, counter) : growth(series, counter))
                      .renamed("%s(%s)".formatted(name, series.name()))
                      .tagged(name, "1"));
        },
        SERIES_LIST,
        Parameter.optional("maxValue", ParameterType.FLOAT),
        Parameter.optional("minValue", ParameterType.FLOAT));
  }

  private static TimeSeries derivative(TimeSeries series) {
    double[] values = series.values();
    double[] differences = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      differences[i] = i == 0 ? Double.NaN : values[i] - values[i - 1];
    }
    return series
        .withValues(differences)
        .renamed("derivative(%s)".formatted(series.name()))
        .tagged("derivative", "1");
  }

  /** A counter that starts again, at {@code min}, behind {@code max}; NaN where unknown. */
  private record Counter(double max, double min) {
    boolean isOutside(double value) {
      return value > max || value < min;
    }

    double growth(double before, double value) {
      if (value >= before || Double.isNaN(value) || Double.isNaN(before)) {
        return value - before;
      } else if (!Double.isNaN(max)) {
        return max + 1 + value - before - (Double.isNaN(min) ? 0 : min);
      }
      return value - min;
    }
  }

  private static TimeSeries growth(TimeSeries series, Counter counter) {
    double[] values = series.values();
    double[] growth = new double[values.length];
    double before = Double.NaN;
    for (int i = 0; i < values.length; i++) {
      double value = counter.isOutside(values[i]) ? Double.NaN : values[i];
      growth[i] = counter.growth(before, value);
      before = value;
    }
    return series.withValues(growth);
  }

  private static TimeSeries perSecond(TimeSeries series, Counter counter) {
    return growth(series, counter)
        .mapped(value -> Rounding.round(value / series.step(), SECONDS_PLACES));
  }

  private static TimeSeries integral(TimeSeries series) {
    double[] sums = new double[series.size()];
    double sum = 0;
    for (int i = 0; i < sums.length; i++) {
      double value = series.values()[i];
      sum += Double.isNaN(value) ? 0 : value;
      sums[i] = Double.isNaN(value) ? Double.NaN : sum;
    }
    return series
        .withValues(sums)
        .renamed("integral(%s)".formatted(series.name()))
        .tagged("integral", "1");
  }

  /** Intervals count from the start of the range. */
  private static List<TimeSeries> integralByInterval(Arguments arguments) {
    long interval = Math.abs(arguments.seconds("intervalUnit"));
    long origin = arguments.range().from();
    String unit = arguments.text("intervalUnit");
    return arguments.each(
        series ->
            series
                .withValues(sums(series, interval, origin))
                .renamed("integralByInterval(%s,'%s')".formatted(series.name(), unit))
                .tagged("integralByInterval", unit));
  }

  private static double[] sums(TimeSeries series, long interval, long origin) {
    double[] sums = new double[series.size()];
    double sum = 0;
    for (int i = 0; i < sums.length; i++) {
      long time = series.start() + i * series.step() - origin;
      if (Math.floorDiv(time, interval) != Math.floorDiv(time - series.step(), interval)) {
        sum = 0;
      }
      double value = series.values()[i];
      sum += Double.isNaN(value) ? 0 : value;
      sums[i] = sum;
    }
    return sums;
  }

  private static List<TimeSeries> delay(Arguments arguments) {
    int steps = arguments.integer("steps");
    return arguments.each(
        series ->
            series
                .withValues(delayed(series.values(), steps))
                .renamed("delay(%s,%d)".formatted(series.name(), steps))
                .tagged("delay", String.valueOf(steps)));
  }

  private static double[] delayed(double[] values, int steps) {
    double[] delayed = new double[values.length];
    Arrays.fill(delayed, Double.NaN);
    int moved = Math.clamp(Math.abs((long) steps), 0, values.length);
    if (steps >= 0) {
      System.arraycopy(values, 0, delayed, moved, values.length - moved);
    } else {
      System.arraycopy(values, moved, delayed, 0, values.length - moved);
    }
    return delayed;
  }

  private static TimeSeries changed(TimeSeries series) {
    double[] changes = new double[series.size()];
    double before = Double.NaN;
    for (int i = 0; i < changes.length; i++) {
      double value = series.values()[i];
      if (!Double.isNaN(value)) {
        changes[i] = !Double.isNaN(before) && value != before ? 1 : 0;
        before = value;
      }
    }
    return series.withValues(changes).renamed("changed(%s)".formatted(series.name()));
  }
}
