package dev.tally.aggregator.graphite.function;

import static dev.tally.aggregator.graphite.function.Group.TRANSFORM;
import static dev.tally.aggregator.graphite.function.Parameter.SERIES_LIST;

import dev.tally.aggregator.graphite.expression.Expression;
import java.util.Arrays;
import java.util.List;

/** Functions that fill gaps, or say where they are. */
final class Gaps {
  private static final Parameter LIMIT =
      Parameter.optional("limit", ParameterType.POINTS_OR_INFINITE, Double.POSITIVE_INFINITY);

  static final List<Function> FUNCTIONS =
      List.of(
          Function.of(
              "keepLastValue",
              TRANSFORM,
              "Fills gaps of up to so many steps with the value before them.",
              Gaps::keepLastValue,
              SERIES_LIST,
              LIMIT),
          Function.of(
              "interpolate",
              TRANSFORM,
              "Fills gaps of up to so many steps with a straight line.",
              Gaps::interpolate,
              SERIES_LIST,
              LIMIT),
          Function.of(
              "transformNull",
              TRANSFORM,
              "Fills gaps with a number.",
              Gaps::transformNull,
              SERIES_LIST,
              Parameter.optional("default", ParameterType.FLOAT, 0),
              Parameter.optional("referenceSeries", ParameterType.SERIES)),
          Function.of(
              "isNonNull",
              TRANSFORM,
              "1 where there is a value, 0 where there is none.",
              arguments -> arguments.each(Gaps::isNonNull),
              SERIES_LIST));

  private Gaps() {}

  private static double limit(Arguments arguments) {
    double limit = arguments.number("limit");
    if (limit != Math.rint(limit) && !Double.isInfinite(limit)) {
      throw arguments.mistake("needs a whole number, or inf, for 'limit'");
    }
    return limit;
  }

  private static List<TimeSeries> keepLastValue(Arguments arguments) {
    double limit = limit(arguments);
    return arguments.each(
        series ->
            series
                .withValues(kept(series.values(), limit))
                .renamed("keepLastValue(%s)".formatted(series.name())));
  }

  private static double[] kept(double[] values, double limit) {
    double[] filled = values.clone();
    for (int i = 0; i < values.length; i++) {
      int end = endOfGap(values, i);
      if (i > 0 && end > i && end - i <= limit) {
        Arrays.fill(filled, i, end, values[i - 1]);
      }
      i = Math.max(i, end - 1);
    }
    return filled;
  }

  private static List<TimeSeries> interpolate(Arguments arguments) {
    double limit = limit(arguments);
    return arguments.each(
        series ->
            series
                .withValues(interpolated(series.values(), limit))
                .renamed("interpolate(%s)".formatted(series.name())));
  }

  private static double[] interpolated(double[] values, double limit) {
    double[] filled = values.clone();
    for (int i = 0; i < values.length; i++) {
      int end = endOfGap(values, i);
      if (i > 0 && end > i && end < values.length && end - i <= limit) {
        double before = values[i - 1];
        for (int at = i; at < end; at++) {
          filled[at] = before + (at - i + 1) * (values[end] - before) / (end - i + 1);
        }
      }
      i = Math.max(i, end - 1);
    }
    return filled;
  }

  /** The index itself where a value is there. */
  private static int endOfGap(double[] values, int index) {
    int end = index;
    while (end < values.length && Double.isNaN(values[end])) {
      end++;
    }
    return end;
  }

  private static List<TimeSeries> transformNull(Arguments arguments) {
    double filling = arguments.number("default");
    List<TimeSeries> references = arguments.seriesIfAny("referenceSeries");
    String text = NumberText.general(filling) + (references.isEmpty() ? "" : ",referenceSeries");
    String tag =
        !arguments.has("default")
                && arguments.literal("default") instanceof Expression.Numeric number
            ? number.text()
            : NumberText.shortest(filling);
    return arguments.each(
        series -> {
          TimeSeries filled =
              references.isEmpty()
                  ? filled(series, filling)
                  : filledAsIn(references, series, filling);
          TimeSeries named =
              filled
                  .renamed("transformNull(%s,%s)".formatted(series.name(), text))
                  .tagged("transformNull", tag);
          return references.isEmpty() ? named : named.tagged("referenceSeries", "1");
        });
  }

  private static TimeSeries filled(TimeSeries series, double filling) {
    double[] values = series.values().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] = Double.isNaN(values[i]) ? filling : values[i];
    }
    return series.withValues(values);
  }

  /** Only where any of the references has a value. */
  private static TimeSeries filledAsIn(
      List<TimeSeries> references, TimeSeries series, double filling) {
    double[] values = series.values().clone();
    for (int i = 0; i < values.length; i++) {
      long time = series.start() + i * series.step();
      if (Double.isNaN(values[i]) && references.stream().anyMatch(one -> hasValueAt(one, time))) {
        values[i] = filling;
      }
    }
    return series.withValues(values);
  }

  private static boolean hasValueAt(TimeSeries series, long time) {
    long index = Math.floorDiv(time - series.start(), series.step());
    return index >= 0 && index < series.size() && !Double.isNaN(series.values()[(int) index]);
  }

  private static TimeSeries isNonNull(TimeSeries series) {
    double[] values = new double[series.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = Double.isNaN(series.values()[i]) ? 0 : 1;
    }
    return series
        .withValues(values)
        .renamed("isNonNull(%s)".formatted(series.name()))
        .tagged("isNonNull", "1");
  }
}
