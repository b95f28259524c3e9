package dev.tally.aggregator.graphite.function;

import static dev.tally.aggregator.graphite.function.Group.CALCULATE;
import static dev.tally.aggregator.graphite.function.Parameter.SERIES_LIST;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Functions of what was to be expected, after Holt and Winters. */
final class Forecasts {
  private static final Parameter DELTA = Parameter.optional("delta", ParameterType.INTEGER, 3);
  private static final Parameter BOOTSTRAP =
      Parameter.optional("bootstrapInterval", ParameterType.INTERVAL, "7d").suggesting("7d", "30d");
  private static final Parameter SEASONALITY =
      Parameter.optional("seasonality", ParameterType.INTERVAL, "1d").suggesting("1d", "7d");

  static final List<Function> FUNCTIONS =
      List.of(
          Function.of(
              "holtWintersForecast",
              CALCULATE,
              "What each value was to be expected as.",
              arguments -> analyses(arguments).map(Analysis::forecast).toList(),
              SERIES_LIST,
              BOOTSTRAP,
              SEASONALITY),
          Function.of(
              "holtWintersConfidenceBands",
              CALCULATE,
              "Between which values each was to be expected.",
              Forecasts::bands,
              SERIES_LIST,
              DELTA,
              BOOTSTRAP,
              SEASONALITY),
          Function.of(
              "holtWintersAberration",
              CALCULATE,
              "How far each value is out of the band.",
              Forecasts::aberration,
              SERIES_LIST,
              DELTA,
              BOOTSTRAP,
              SEASONALITY),
          Function.of(
              "holtWintersConfidenceArea",
              CALCULATE,
              "The band as an area: two series.",
              Forecasts::area,
              SERIES_LIST,
              DELTA,
              BOOTSTRAP,
              SEASONALITY));

  private Forecasts() {}

  /** A series with what comes before the range, and what is to be expected of it. */
  private record Analysis(TimeSeries series, HoltWinters expected, int first) {
    TimeSeries forecast() {
      return inRange(expected.predictions())
          .renamed("holtWintersForecast(%s)".formatted(series.name()));
    }

    /** Below for a negative delta. */
    double[] band(int delta) {
      double[] band = expected.predictions();
      double[] deviations = expected.deviations();
      for (int i = 0; i < band.length; i++) {
        band[i] += delta * deviations[i];
      }
      return band;
    }

    TimeSeries band(int delta, String end) {
      return inRange(band(delta))
          .named("holtWintersConfidence%s(%s)".formatted(end, series.name()))
          .tagged("holtWintersConfidenceLower", "1")
          .tagged("holtWintersConfidenceUpper", "1");
    }

    TimeSeries inRange(double[] values) {
      return series
          .at(
              series.start() + first * series.step(),
              series.step(),
              Arrays.copyOfRange(values, Math.min(first, values.length), values.length))
          .tagged("holtWintersForecast", "1")
          .tagged("holtWintersDeviation", "1");
    }
  }

  private static Stream<Analysis> analyses(Arguments arguments) {
    long preview = Math.abs(arguments.seconds("bootstrapInterval"));
    long season = Math.abs(arguments.seconds("seasonality"));
    return arguments.series("seriesList", arguments.range().earlier(preview)).stream()
        .map(
            series -> {
              if (season < series.step()) {
                throw arguments.mistake(
                    "needs a seasonality of at least the series' step, %d s"
                        .formatted(series.step()));
              }
              return new Analysis(
                  series,
                  new HoltWinters(series.values(), Math.toIntExact(season / series.step())),
                  Math.toIntExact(preview / series.step()));
            });
  }

  private static List<TimeSeries> bands(Arguments arguments) {
    int delta = arguments.integer("delta");
    return analyses(arguments)
        .flatMap(
            analysis -> Stream.of(analysis.band(-delta, "Lower"), analysis.band(delta, "Upper")))
        .toList();
  }

  private static List<TimeSeries> aberration(Arguments arguments) {
    int delta = arguments.integer("delta");
    return analyses(arguments)
        .map(
            analysis ->
                aberration(
                        analysis
                            .inRange(analysis.series().values())
                            .withTags(analysis.series().tags()),
                        analysis.band(-delta, "Lower").values(),
                        analysis.band(delta, "Upper").values())
                    .renamed("holtWintersAberration(%s)".formatted(analysis.series().name()))
                    .tagged("holtWintersAberration", "1"))
        .toList();
  }

  private static TimeSeries aberration(TimeSeries series, double[] lower, double[] upper) {
    double[] aberrations = new double[series.size()];
    for (int i = 0; i < aberrations.length; i++) {
      double value = series.values()[i];
      if (value > upper[i]) {
        aberrations[i] = value - upper[i];
      } else if (value < lower[i]) {
        aberrations[i] = value - lower[i];
      }
    }
    return series.withValues(aberrations);
  }

  private static List<TimeSeries> area(Arguments arguments) {
    return bands(arguments).stream()
        .map(
            series ->
                series
                    .renamed("holtWintersConfidenceArea(%s)".formatted(series.pathExpression()))
                    .tagged("holtWintersConfidenceArea", "1"))
        .toList();
  }
}
