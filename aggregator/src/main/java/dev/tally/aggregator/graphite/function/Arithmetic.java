package dev.tally.aggregator.graphite.function;

import static dev.tally.aggregator.graphite.function.Group.TRANSFORM;
import static dev.tally.aggregator.graphite.function.Parameter.SERIES_LIST;

import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/** Functions of each value by itself. */
final class Arithmetic {
  private static final int SECONDS_PLACES = 6;

  static final List<Function> FUNCTIONS =
      List.of(
          plain("absolute", "1", "Each value without its sign.", Math::abs),
          plain("exp", "e", "e to the power of each value.", Arithmetic::exp),
          plain("invert", "1", "1 divided by each value.", value -> pow(value, -1)),
          plain("logit", "logit", "The logit of each value.", Arithmetic::logit),
          plain("sigmoid", "sigmoid", "The sigmoid of each value.", Arithmetic::sigmoid),
          plain("squareRoot", "1", "The square root of each value.", value -> pow(value, 0.5)),
          byNumber("scale", "Multiplies each value by a number.", (value, by) -> value * by),
          byNumber("offset", "Adds a number to each value.", Double::sum),
          byNumber("pow", "Each value to the power of a number.", Arithmetic::pow),
          Function.of(
              "add",
              TRANSFORM,
              "Adds a number to each value.",
              Arithmetic::add,
              SERIES_LIST,
              Parameter.required("constant", ParameterType.FLOAT)),
          Function.of(
              "log",
              TRANSFORM,
              "The logarithm of each value.",
              Arithmetic::log,
              SERIES_LIST,
              Parameter.optional("base", ParameterType.INTEGER, 10)),
          Function.of(
              "round",
              TRANSFORM,
              "Rounds each value to decimal places.",
              Arithmetic::round,
              SERIES_LIST,
              Parameter.optional("precision", ParameterType.INTEGER, 0)),
          Function.of(
              "scaleToSeconds",
              TRANSFORM,
              "Each value per so many seconds, and not per step.",
              Arithmetic::scaleToSeconds,
              SERIES_LIST,
              Parameter.required("seconds", ParameterType.FLOAT)),
          Function.of(
              "offsetToZero",
              TRANSFORM,
              "Takes the least value of each series from its values.",
              arguments -> arguments.each(Arithmetic::offsetToZero),
              SERIES_LIST),
          Function.of(
              "minMax",
              TRANSFORM,
              "Values between 0, the least of each series, and 1, the greatest.",
              arguments -> arguments.each(Arithmetic::minMax),
              SERIES_LIST));

  private Arithmetic() {}

  private static Function plain(
      String name, String tag, String description, DoubleUnaryOperator operator) {
    return Function.of(
        name,
        TRANSFORM,
        description,
        arguments ->
            arguments.each(
                series ->
                    series
                        .mapped(operator)
                        .renamed("%s(%s)".formatted(name, series.name()))
                        .tagged(name, tag)),
        SERIES_LIST);
  }

  private static Function byNumber(String name, String description, DoubleBinaryOperator operator) {
    return Function.of(
        name,
        TRANSFORM,
        description,
        arguments -> {
          double by = arguments.number("factor");
          return arguments.each(
              series ->
                  series
                      .mapped(value -> operator.applyAsDouble(value, by))
                      .renamed("%s(%s,%s)".formatted(name, series.name(), NumberText.general(by)))
                      .tagged(name, NumberText.shortest(by)));
        },
        SERIES_LIST,
        Parameter.required("factor", ParameterType.FLOAT));
  }

  /** NaN where it would be infinite. */
  static double pow(double base, double exponent) {
    return Double.isNaN(base) || Double.isNaN(exponent)
        ? Double.NaN
        : finite(Math.pow(base, exponent));
  }

  /** Nothing where the divisor is 0. */
  static double divide(double dividend, double divisor) {
    return divisor == 0 ? Double.NaN : dividend / divisor;
  }

  private static double finite(double value) {
    return Double.isInfinite(value) ? Double.NaN : value;
  }

  private static double exp(double value) {
    return finite(Math.exp(value));
  }

  private static double logit(double value) {
    return finite(Math.log(value / (1 - value)));
  }

  private static double sigmoid(double value) {
    return 1 / (1 + Math.exp(-value));
  }

  private static List<TimeSeries> add(Arguments arguments) {
    double constant = arguments.number("constant");
    return arguments.each(
        series ->
            series
                .mapped(value -> value + constant)
                .renamed("add(%s,%d)".formatted(series.name(), (long) constant))
                .tagged("add", NumberText.shortest(constant)));
  }

  private static List<TimeSeries> log(Arguments arguments) {
    int base = arguments.integer("base");
    if (base < 2) {
      throw arguments.mistake("needs a base of at least 2");
    }
    return arguments.each(
        series ->
            series
                .mapped(value -> value <= 0 ? Double.NaN : Math.log(value) / Math.log(base))
                .renamed("log(%s, %d)".formatted(series.name(), base))
                .tagged("log", String.valueOf(base)));
  }

  private static List<TimeSeries> round(Arguments arguments) {
    int places = arguments.integer("precision");
    if (Math.abs(places) > 400) {
      throw arguments.mistake("needs a precision of -400 to 400 places");
    }
    String suffix = arguments.has("precision") ? "," + NumberText.general(places) : "";
    return arguments.each(
        series ->
            series
                .mapped(value -> Rounding.round(value, places))
                .renamed("round(%s%s)".formatted(series.name(), suffix))
                .tagged("round", String.valueOf(places)));
  }

  private static List<TimeSeries> scaleToSeconds(Arguments arguments) {
    double seconds = arguments.number("seconds");
    return arguments.each(
        series -> {
          double factor = seconds / series.step();
          return series
              .mapped(value -> Rounding.round(value * factor, SECONDS_PLACES))
              .renamed("scaleToSeconds(%s,%d)".formatted(series.name(), (long) seconds))
              .tagged("scaleToSeconds", NumberText.shortest(seconds));
        });
  }

  private static TimeSeries offsetToZero(TimeSeries series) {
    double min = series.reduced(Reduction.MIN);
    return series
        .mapped(value -> value - min)
        .renamed("offsetToZero(%s)".formatted(series.name()))
        .tagged("offsetToZero", Double.isNaN(min) ? "None" : NumberText.shortest(min));
  }

  private static TimeSeries minMax(TimeSeries series) {
    double min = series.reduced(Reduction.MIN);
    double range = series.reduced(Reduction.RANGE);
    return series
        .mapped(value -> range == 0 ? 0 : (value - min) / range)
        .renamed("minMax(%s)".formatted(series.name()));
  }
}
