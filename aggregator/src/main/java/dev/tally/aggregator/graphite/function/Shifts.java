package dev.tally.aggregator.graphite.function;

import static dev.tally.aggregator.graphite.function.Group.TRANSFORM;
import static dev.tally.aggregator.graphite.function.Parameter.SERIES_LIST;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Functions that show series of another time, or only some of theirs. */
final class Shifts {
  private static final long HOUR_S = 3_600;
  private static final Object[] INTERVALS = {"1h", "6h", "12h", "1d", "2d", "7d", "14d", "30d"};

  static final List<Function> FUNCTIONS =
      List.of(
          Function.of(
              "timeShift",
              TRANSFORM,
              "The series of an earlier time.",
              Shifts::timeShift,
              SERIES_LIST,
              Parameter.required("timeShift", ParameterType.INTERVAL).suggesting(INTERVALS),
              Parameter.optional("resetEnd", ParameterType.BOOLEAN, true),
              Parameter.optional("alignDst", ParameterType.BOOLEAN, false)),
          Function.of(
              "timeStack",
              TRANSFORM,
              "The series of several earlier times, one over the other.",
              Shifts::timeStack,
              SERIES_LIST,
              Parameter.optional("timeShiftUnit", ParameterType.INTERVAL, "1d")
                  .suggesting(INTERVALS),
              Parameter.optional("timeShiftStart", ParameterType.INTEGER, 0),
              Parameter.optional("timeShiftEnd", ParameterType.INTEGER, 7)),
          Function.of(
              "timeSlice",
              TRANSFORM,
              "Leaves the values of a part of the range.",
              Shifts::timeSlice,
              SERIES_LIST,
              Parameter.required("startSliceAt", ParameterType.DATE),
              Parameter.optional("endSliceAt", ParameterType.DATE, "now")));

  private Shifts() {}

  private static List<TimeSeries> timeShift(Arguments arguments) {
    String shift = signed(arguments.text("timeShift"));
    long seconds = arguments.seconds("timeShift", shift);
    if (arguments.flag("alignDst")) {
      seconds += summerTime(arguments, seconds);
    }
    List<TimeSeries> unshifted = arguments.series("seriesList");
    if (unshifted.isEmpty()) {
      return List.of();
    }
    TimeSeries like = unshifted.getFirst();
    boolean resetEnd = arguments.flag("resetEnd");
    return arguments.series("seriesList", arguments.range().shifted(seconds)).stream()
        .map(
            series ->
                moved(series, like, resetEnd)
                    .named("timeShift(%s, \"%s\")".formatted(series.name(), shift))
                    .tagged("timeShift", shift))
        .toList();
  }

  /** Back in time where no sign is given. */
  private static String signed(String interval) {
    return !interval.isEmpty() && Character.isDigit(interval.charAt(0)) ? "-" + interval : interval;
  }

  /** An hour less or more where only one of both ranges is in summer time. */
  private static long summerTime(Arguments arguments, long seconds) {
    TimeRange range = arguments.range();
    TimeRange shifted = range.shifted(seconds);
    boolean from = isSummer(arguments, range.from());
    boolean shiftedFrom = isSummer(arguments, shifted.from());
    if (from != isSummer(arguments, range.until())
        || shiftedFrom != isSummer(arguments, shifted.until())
        || from == shiftedFrom) {
      return 0;
    }
    return from ? HOUR_S : -HOUR_S;
  }

  private static boolean isSummer(Arguments arguments, long time) {
    return arguments.scope().zone().getRules().isDaylightSavings(Instant.ofEpochSecond(time));
  }

  /** To where the other series is, on its own step. */
  private static TimeSeries moved(TimeSeries series, TimeSeries like, boolean resetEnd) {
    long step = series.step();
    long start = step == like.step() ? like.start() : Math.ceilDiv(like.start(), step) * step;
    int size =
        resetEnd
            ? (int) Math.min(series.size(), Math.ceilDiv(like.end() - start, step) + 1)
            : series.size();
    return series.at(start, step, Arrays.copyOf(series.values(), Math.max(0, size)));
  }

  private static List<TimeSeries> timeStack(Arguments arguments) {
    String unit = signed(arguments.text("timeShiftUnit"));
    long seconds = arguments.seconds("timeShiftUnit", unit);
    int first = arguments.integer("timeShiftStart");
    int end = arguments.integer("timeShiftEnd");
    if ((long) end - first > Budget.SERIES_PER_CALL_MAX) {
      throw arguments.mistake("stacks %d times at most".formatted(Budget.SERIES_PER_CALL_MAX));
    }
    List<TimeSeries> unshifted = arguments.series("seriesList");
    List<TimeSeries> stack = new ArrayList<>();
    for (int times = first; times < end && !unshifted.isEmpty(); times++) {
      for (TimeSeries series :
          arguments.series("seriesList", arguments.range().shifted(seconds * times))) {
        stack.add(
            moved(series, unshifted.getFirst(), true)
                .renamed("timeShift(%s, %s, %d)".formatted(series.name(), unit, times))
                .tagged("timeShiftUnit", unit)
                .tagged("timeShift", String.valueOf(times)));
      }
    }
    return stack;
  }

  private static List<TimeSeries> timeSlice(Arguments arguments) {
    long from = arguments.time("startSliceAt");
    long until = arguments.time("endSliceAt");
    return arguments.each(
        series ->
            series
                .withValues(sliced(series, from, until))
                .named("timeSlice(%s, %d, %d)".formatted(series.name(), from, until))
                .tagged("timeSliceStart", String.valueOf(from))
                .tagged("timeSliceEnd", String.valueOf(until)));
  }

  private static double[] sliced(TimeSeries series, long from, long until) {
    double[] values = series.values().clone();
    for (int i = 0; i < values.length; i++) {
      long time = series.start() + i * series.step();
      values[i] = time < from || time > until ? Double.NaN : values[i];
    }
    return values;
  }
}
