package dev.tally.aggregator.graphite.function;

import static dev.tally.aggregator.graphite.function.Group.GRAPH;
import static dev.tally.aggregator.graphite.function.Group.SPECIAL;
import static dev.tally.aggregator.graphite.function.Group.TRANSFORM;

import java.util.Arrays;
import java.util.List;
import java.util.function.LongToDoubleFunction;

/** Functions that make series of no other series. */
final class Lines {
  private static final long MINUTE_S = 60;
  private static final Parameter NAME = Parameter.required("name", ParameterType.STRING);
  private static final Parameter VALUE = Parameter.required("value", ParameterType.FLOAT);
  private static final Parameter STEP = Parameter.optional("step", ParameterType.INTEGER, 60);
  private static final Parameter LABEL = Parameter.optional("label", ParameterType.STRING);
  private static final Parameter COLOR = Parameter.optional("color", ParameterType.STRING);

  static final List<Function> FUNCTIONS =
      List.of(
          Function.of(
              "constantLine",
              SPECIAL,
              "A horizontal line.",
              arguments -> List.of(constant(arguments)),
              VALUE),
          Function.of(
              "threshold",
              GRAPH,
              "A horizontal line with a label.",
              Lines::threshold,
              VALUE,
              LABEL,
              COLOR),
          Function.of(
              "verticalLine",
              GRAPH,
              "One value, at a time.",
              Lines::verticalLine,
              Parameter.required("ts", ParameterType.DATE),
              LABEL,
              COLOR),
          time("time"),
          time("timeFunction"),
          sine("sin"),
          sine("sinFunction"),
          Function.of("identity", Group.CALCULATE, "The time, each minute.", Lines::identity, NAME),
          Function.of(
              "seriesByTag",
              SPECIAL,
              "The series that have all tags.",
              Lines::seriesByTag,
              Parameter.required("tagExpressions", ParameterType.STRING).many()),
          Function.of(
              "events",
              SPECIAL,
              "How many events with all tags there were in each second.",
              Lines::events,
              Parameter.required("tags", ParameterType.STRING).many()));

  private Lines() {}

  /** Three points: at both ends of the range, and between them. */
  static TimeSeries constant(String name, double value, TimeRange range) {
    long step = Math.max(1, (range.until() - range.from()) / 2);
    double[] values = new double[3];
    Arrays.fill(values, value);
    return TimeSeries.made(name, range.from(), step, values);
  }

  private static TimeSeries constant(Arguments arguments) {
    double value = arguments.number("value");
    String text = NumberText.shortest(value);
    return constant(text, value, arguments.range())
        .withPathExpression("constantLine(%s)".formatted(text));
  }

  private static List<TimeSeries> threshold(Arguments arguments) {
    TimeSeries line = constant(arguments);
    return List.of(line.named(arguments.textIfAny("label").orElse(line.name())));
  }

  private static List<TimeSeries> verticalLine(Arguments arguments) {
    long time = arguments.time("ts");
    TimeRange range = arguments.range();
    if (time < range.from() || time > range.until()) {
      throw arguments.mistake(
          "needs a time from %d to %d, not %d".formatted(range.from(), range.until(), time));
    }
    String name = arguments.textIfAny("label").orElse("verticalLine(%d)".formatted(time));
    return List.of(TimeSeries.made(name, time, 1, new double[] {1}));
  }

  private static Function time(String name) {
    return Function.of(
        name,
        TRANSFORM,
        "The time itself.",
        arguments -> List.of(line(arguments, arguments.integer("step"), time -> time)),
        NAME,
        STEP);
  }

  private static Function sine(String name) {
    return Function.of(
        name,
        TRANSFORM,
        "The sine of the time.",
        arguments -> {
          double amplitude = arguments.integer("amplitude");
          return List.of(
              line(
                  arguments,
                  arguments.integer("step"),
                  time -> Math.sin((double) time) * amplitude));
        },
        NAME,
        Parameter.optional("amplitude", ParameterType.INTEGER, 1),
        STEP);
  }

  private static List<TimeSeries> identity(Arguments arguments) {
    String name = arguments.text("name");
    return List.of(
        line(arguments, MINUTE_S, time -> time)
            .withPathExpression("identity(\"%s\")".formatted(name)));
  }

  private static TimeSeries line(Arguments arguments, long step, LongToDoubleFunction function) {
    if (step < 1) {
      throw arguments.mistake("needs a step of at least 1 s");
    }
    TimeRange range = arguments.range();
    double[] values = new double[arguments.size(Math.ceilDiv(range.until() - range.from(), step))];
    for (int i = 0; i < values.length; i++) {
      values[i] = function.applyAsDouble(range.from() + i * step);
    }
    return TimeSeries.made(arguments.text("name"), range.from(), step, values);
  }

  private static List<TimeSeries> seriesByTag(Arguments arguments) {
    List<String> expressions = arguments.texts("tagExpressions");
    String written = "seriesByTag('%s')".formatted(String.join("','", expressions));
    List<TimeSeries> stored =
        arguments.evaluation().source().fetchTagged(expressions, written, arguments.range());
    return Evaluation.read(stored, arguments.scope());
  }

  private static List<TimeSeries> events(Arguments arguments) {
    List<String> tags = arguments.texts("tags");
    TimeRange range = arguments.range();
    double[] counts = TimeSeries.nothing(arguments.size(range.until() - range.from()));
    List<String> asked = tags.equals(List.of("*")) ? List.of() : tags;
    for (long time : arguments.evaluation().source().events(asked, range)) {
      int at = (int) (time - range.from());
      counts[at] = Double.isNaN(counts[at]) ? 1 : counts[at] + 1;
    }
    String name = "events(\"%s\")".formatted(String.join("\", \"", tags));
    return List.of(TimeSeries.made(name, range.from(), 1, counts).consolidatedBy(Reduction.SUM));
  }
}
