package dev.tally.aggregator.graphite.function;

import static dev.tally.aggregator.graphite.function.Group.GRAPH;
import static dev.tally.aggregator.graphite.function.Group.SPECIAL;
import static dev.tally.aggregator.graphite.function.Parameter.SERIES_LIST;

import java.util.Arrays;
import java.util.List;

/** Functions that say how series are drawn, or made coarser. Drawing itself is the client's. */
final class Styles {
  private static final String STACK_DEFAULT = "__DEFAULT__";

  static final List<Function> FUNCTIONS =
      List.of(
          ignored(
              "alpha", "The opacity of lines.", Parameter.required("alpha", ParameterType.FLOAT)),
          ignored(
              "color",
              "The colour of lines.",
              Parameter.required("theColor", ParameterType.STRING)),
          ignored(
              "lineWidth", "The width of lines.", Parameter.required("width", ParameterType.FLOAT)),
          Function.of(
              "dashed",
              GRAPH,
              "Dashes of a length.",
              Styles::dashed,
              SERIES_LIST,
              Parameter.optional("dashLength", ParameterType.INTEGER, 5)),
          marked("drawAsInfinite", "A vertical line at each value."),
          marked("secondYAxis", "On the axis at the right."),
          Function.of(
              "areaBetween",
              GRAPH,
              "The area between two series.",
              Styles::areaBetween,
              SERIES_LIST),
          Function.of(
              "stacked",
              GRAPH,
              "Adds to each series those of the same stack before it.",
              Styles::stacked,
              SERIES_LIST,
              Parameter.optional("stack", ParameterType.STRING)),
          Function.of(
              "consolidateBy",
              SPECIAL,
              "How several values become one where there is no room for all.",
              arguments -> consolidated(arguments, arguments.text("consolidationFunc")),
              SERIES_LIST,
              Parameter.required("consolidationFunc", ParameterType.STRING)
                  .of("sum", "average", "avg", "avg_zero", "min", "max", "first", "last")),
          Function.of(
              "cumulative",
              SPECIAL,
              "Several values become their sum where there is no room for all.",
              arguments -> consolidated(arguments, "sum"),
              SERIES_LIST),
          xFilesFactor("setXFilesFactor"),
          xFilesFactor("xFilesFactor"));

  private Styles() {}

  private static Function ignored(String name, String description, Parameter parameter) {
    return Function.of(
        name,
        GRAPH,
        description,
        arguments -> {
          arguments.literal(parameter.name());
          return arguments.series("seriesList");
        },
        SERIES_LIST,
        parameter);
  }

  private static Function marked(String name, String description) {
    return Function.of(
        name,
        GRAPH,
        description,
        arguments ->
            arguments.each(
                series -> series.named("%s(%s)".formatted(name, series.name())).tagged(name, "1")),
        SERIES_LIST);
  }

  private static Function xFilesFactor(String name) {
    return Function.of(
        name,
        SPECIAL,
        "Which share of values must be there for several to become one.",
        arguments -> {
          List<TimeSeries> series = arguments.series("seriesList");
          double factor = arguments.number("xFilesFactor");
          arguments.scope().memory().setXFilesFactor(factor);
          return series.stream()
              .map(
                  one ->
                      one.withXFilesFactor(factor)
                          .tagged("xFilesFactor", NumberText.shortest(factor)))
              .toList();
        },
        SERIES_LIST,
        Parameter.required("xFilesFactor", ParameterType.FLOAT));
  }

  private static List<TimeSeries> dashed(Arguments arguments) {
    int length = arguments.integer("dashLength");
    return arguments.each(
        series ->
            series
                .named("dashed(%s, %s)".formatted(series.name(), NumberText.general(length)))
                .tagged("dashed", String.valueOf(length)));
  }

  private static List<TimeSeries> areaBetween(Arguments arguments) {
    List<TimeSeries> series = arguments.series("seriesList");
    if (series.size() != 2) {
      throw arguments.mistake("needs two series, not " + series.size());
    }
    TimeSeries upper = series.getLast();
    String name = "areaBetween(%s)".formatted(upper.pathExpression());
    return series.stream()
        .map(one -> one.named(name).withTags(upper.tags()).tagged("areaBetween", "1"))
        .toList();
  }

  private static List<TimeSeries> stacked(Arguments arguments) {
    String stack = arguments.textIfAny("stack").orElse(STACK_DEFAULT);
    return arguments.each(
        series -> {
          TimeSeries stacked = series.withValues(stack(arguments, stack, series.values()));
          return stack.equals(STACK_DEFAULT)
              ? stacked.renamed("stacked(%s)".formatted(series.name())).tagged("stacked", stack)
              : stacked.renamed(series.name());
        });
  }

  /** The height of the stack where there is a value. */
  private static double[] stack(Arguments arguments, String name, double[] values) {
    double[] before = arguments.scope().memory().stacks().getOrDefault(name, new double[0]);
    double[] heights = Arrays.copyOf(before, Math.max(before.length, values.length));
    double[] stacked = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      heights[i] += Double.isNaN(values[i]) ? 0 : values[i];
      stacked[i] = Double.isNaN(values[i]) ? Double.NaN : heights[i];
    }
    arguments.scope().memory().stacks().put(name, heights);
    return stacked;
  }

  private static List<TimeSeries> consolidated(Arguments arguments, String func) {
    Reduction reduction =
        Reduction.named(func)
            .orElseThrow(() -> arguments.mistake("has no consolidation '" + func + "'"));
    return arguments.each(
        series ->
            series
                .consolidatedBy(reduction)
                .renamed("consolidateBy(%s,\"%s\")".formatted(series.name(), func))
                .tagged("consolidateBy", func));
  }
}
