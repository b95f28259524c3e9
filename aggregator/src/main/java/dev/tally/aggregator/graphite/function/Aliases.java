package dev.tally.aggregator.graphite.function;

import static dev.tally.aggregator.graphite.function.Group.ALIAS;
import static dev.tally.aggregator.graphite.function.Group.SPECIAL;
import static dev.tally.aggregator.graphite.function.Parameter.SERIES_LIST;
import static dev.tally.aggregator.graphite.function.Substitution.REPLACE;
import static dev.tally.aggregator.graphite.function.Substitution.SEARCH;

import java.util.Arrays;
import java.util.List;

/** Functions that change names only. */
final class Aliases {
  static final List<Function> FUNCTIONS =
      List.of(
          Function.of(
              "alias",
              ALIAS,
              "Gives every series one name.",
              Aliases::alias,
              SERIES_LIST,
              Parameter.required("newName", ParameterType.STRING)),
          aliasByNodes(
              "aliasByNode", "nodes", "Names each series by components of its path, or by tags."),
          aliasByNodes(
              "aliasByTags", "tags", "Names each series by tags, or by components of its path."),
          Function.of(
              "aliasByMetric",
              ALIAS,
              "Names each series by the last component of its path.",
              arguments -> arguments.each(series -> series.named(part(series.name(), -1, 0))),
              SERIES_LIST),
          Function.of(
              "aliasSub",
              ALIAS,
              "Replaces what a regular expression finds in names.",
              Aliases::aliasSub,
              SERIES_LIST,
              SEARCH,
              REPLACE),
          Function.of(
              "aliasQuery",
              ALIAS,
              "Names each series by the last value of another, whose path follows from its name.",
              Aliases::aliasQuery,
              SERIES_LIST,
              SEARCH,
              REPLACE,
              Parameter.required("newName", ParameterType.STRING)),
          Function.of(
              "substr",
              SPECIAL,
              "Leaves some components of each series' path as its name.",
              Aliases::substr,
              SERIES_LIST,
              Parameter.optional("start", ParameterType.NODE, 0),
              Parameter.optional("stop", ParameterType.NODE, 0)));

  private Aliases() {}

  private static Function aliasByNodes(String name, String parameter, String description) {
    return Function.of(
        name,
        ALIAS,
        description,
        arguments -> aliasByNodes(arguments, parameter),
        SERIES_LIST,
        Parameter.required(parameter, ParameterType.NODE_OR_TAG).many());
  }

  private static List<TimeSeries> alias(Arguments arguments) {
    String name = arguments.text("newName");
    return arguments.each(series -> series.named(name));
  }

  private static List<TimeSeries> aliasByNodes(Arguments arguments, String parameter) {
    arguments.literal(parameter);
    List<Node> nodes = arguments.nodes(parameter);
    return arguments.each(series -> series.named(Node.key(series, nodes)));
  }

  private static List<TimeSeries> aliasSub(Arguments arguments) {
    Substitution substitution = Substitution.of(arguments);
    return arguments.each(series -> series.named(substitution.name(series)));
  }

  private static List<TimeSeries> aliasQuery(Arguments arguments) {
    Substitution query = Substitution.of(arguments);
    String newName = arguments.text("newName");
    return arguments.each(
        series ->
            series.named(ValueText.format(newName, lastValue(query.name(series), arguments))));
  }

  private static double lastValue(String query, Arguments arguments) {
    return arguments.evaluation().evaluate(query, arguments.scope()).stream()
        .findFirst()
        .map(series -> series.reduced(Reduction.LAST))
        .filter(value -> !value.isNaN())
        .orElseThrow(() -> arguments.mistake("finds no value of '" + query + "'"));
  }

  private static List<TimeSeries> substr(Arguments arguments) {
    int start = arguments.integer("start");
    int stop = arguments.integer("stop");
    return arguments.each(series -> series.named(part(series.name(), start, stop)));
  }

  /** Components of the path within the innermost parentheses, as Python slices; 0 is the end. */
  private static String part(String name, int start, int stop) {
    int left = name.lastIndexOf('(') + 1;
    int right = name.indexOf(')');
    String path = name.substring(left, right < 0 ? name.length() : Math.max(left, right));
    String[] components = path.split("\\.", -1);
    int from = index(start, components.length);
    int to = stop == 0 ? components.length : index(stop, components.length);
    String joined = String.join(".", Arrays.copyOfRange(components, from, Math.max(from, to)));
    int comma = joined.indexOf(',');
    return comma < 0 ? joined : joined.substring(0, comma);
  }

  private static int index(int index, int length) {
    return Math.clamp(index < 0 ? index + (long) length : index, 0, length);
  }
}
