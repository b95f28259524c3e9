package dev.tally.aggregator.graphite.function;

import static dev.tally.aggregator.graphite.function.Group.TRANSFORM;
import static dev.tally.aggregator.graphite.function.Parameter.SERIES_LIST;

import java.util.List;

/** Functions that give a series a coarser step. */
final class Summaries {
  private static final Parameter INTERVAL =
      Parameter.required("intervalString", ParameterType.INTERVAL).suggesting("10min", "1h", "1d");
  private static final Parameter FUNC =
      Parameter.optional("func", ParameterType.AGGREGATION, "sum");

  static final List<Function> FUNCTIONS =
      List.of(
          Function.of(
              "summarize",
              TRANSFORM,
              "One value per interval of the clock.",
              Summaries::summarize,
              SERIES_LIST,
              INTERVAL,
              FUNC,
              Parameter.optional("alignToFrom", ParameterType.BOOLEAN, false)),
          Function.of(
              "smartSummarize",
              TRANSFORM,
              "One value per interval, counted from the beginning of the range.",
              Summaries::smartSummarize,
              SERIES_LIST,
              INTERVAL,
              FUNC,
              Parameter.optional("alignTo", ParameterType.STRING)
                  .of("days", "hours", "minutes", "months", "seconds", "weeks", "years")),
          Function.of(
              "hitcount",
              TRANSFORM,
              "Counts per interval, of values that are rates per second.",
              Summaries::hitcount,
              SERIES_LIST,
              INTERVAL,
              Parameter.optional("alignToInterval", ParameterType.BOOLEAN, false)));

  private Summaries() {}

  private static List<TimeSeries> summarize(Arguments arguments) {
    long interval = Math.abs(arguments.seconds("intervalString"));
    String text = arguments.text("intervalString");
    String func = arguments.text("func");
    Reduction reduction = arguments.reduction("func");
    boolean alignToFrom = arguments.flag("alignToFrom");
    return arguments.each(
        series -> {
          long start =
              alignToFrom ? series.start() : Math.floorDiv(series.start(), interval) * interval;
          // The interval in which the range ends is there even where the range does not reach it.
          long end =
              alignToFrom
                  ? series.end()
                  : Math.floorDiv(series.end(), interval) * interval + interval;
          return buckets(arguments, series, start, end, interval, reduction)
              .renamed(
                  "summarize(%s, \"%s\", \"%s\"%s)"
                      .formatted(series.name(), text, func, alignToFrom ? ", true" : ""))
              .tagged("summarize", text)
              .tagged("summarizeFunction", func);
        });
  }

  private static List<TimeSeries> smartSummarize(Arguments arguments) {
    long interval = Math.abs(arguments.seconds("intervalString"));
    String text = arguments.text("intervalString");
    String func = arguments.text("func");
    Reduction reduction = arguments.reduction("func");
    return arguments.series("seriesList", Alignment.range(arguments, "alignTo")).stream()
        .map(
            series ->
                buckets(arguments, series, series.start(), series.end(), interval, reduction)
                    .renamed(
                        "smartSummarize(%s, \"%s\", \"%s\")".formatted(series.name(), text, func))
                    .tagged("smartSummarize", text)
                    .tagged("smartSummarizeFunction", func))
        .toList();
  }

  private static TimeSeries buckets(
      Arguments arguments,
      TimeSeries series,
      long start,
      long end,
      long interval,
      Reduction reduction) {
    double[] buckets = new double[arguments.size(Math.ceilDiv(end - start, interval))];
    double expected = (double) interval / series.step();
    for (int i = 0; i < buckets.length; i++) {
      int from = Grid.indexOf(series, start + i * interval);
      int to = Grid.indexOf(series, start + (i + 1) * interval);
      int count = Reduction.count(series.values(), from, to);
      buckets[i] =
          TimeSeries.isFilled(count, expected, series.xFilesFactor())
              ? reduction.of(series.values(), from, to)
              : Double.NaN;
    }
    return series.at(start, interval, buckets);
  }

  private static List<TimeSeries> hitcount(Arguments arguments) {
    long interval = Math.abs(arguments.seconds("intervalString"));
    String text = arguments.text("intervalString");
    boolean align = arguments.flag("alignToInterval");
    TimeRange range = align ? Alignment.toInterval(arguments, interval) : arguments.range();
    return arguments.series("seriesList", range).stream()
        .map(
            series ->
                hits(
                        arguments,
                        series,
                        align ? alignedEnd(series, interval) : series.end(),
                        interval)
                    .renamed(
                        "hitcount(%s, \"%s\"%s)"
                            .formatted(series.name(), text, align ? ", true" : ""))
                    .tagged("hitcount", text))
        .toList();
  }

  private static long alignedEnd(TimeSeries series, long interval) {
    long intervals = Math.floorDiv(series.end() - series.start(), interval);
    return series.start() + intervals * interval + interval;
  }

  /** A value is there for each second of its step, in whichever bucket that second is. */
  private static TimeSeries hits(Arguments arguments, TimeSeries series, long end, long interval) {
    double[] buckets =
        TimeSeries.nothing(arguments.size(Math.ceilDiv(end - series.start(), interval)));
    long start = end - buckets.length * interval;
    for (int i = 0; i < series.size(); i++) {
      double value = series.values()[i];
      if (!Double.isNaN(value)) {
        long from = series.start() + i * series.step() - start;
        spread(buckets, value, from, Math.min(from + series.step(), end - start), interval);
      }
    }
    return series.at(start, interval, buckets);
  }

  private static void spread(double[] buckets, double value, long from, long to, long interval) {
    for (long time = from; time < to; ) {
      int bucket = Math.toIntExact(time / interval);
      long next = Math.min(to, (bucket + 1) * interval);
      double hits = value * (next - time);
      buckets[bucket] = Double.isNaN(buckets[bucket]) ? hits : buckets[bucket] + hits;
      time = next;
    }
  }
}
