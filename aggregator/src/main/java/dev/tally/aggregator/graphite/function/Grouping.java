package dev.tally.aggregator.graphite.function;

import static dev.tally.aggregator.graphite.function.Group.COMBINE;
import static dev.tally.aggregator.graphite.function.Parameter.SERIES_LIST;
import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Functions that make one series of each group of series. */
final class Grouping {
  private static final Parameter CALLBACK =
      Parameter.required("callback", ParameterType.AGGREGATION_OR_FUNCTION);

  static final List<Function> FUNCTIONS =
      List.of(
          Function.of(
              "groupByNode",
              COMBINE,
              "Combines the series that share a component of their path, or a tag.",
              arguments -> groupByNodes(arguments, "nodeNum"),
              SERIES_LIST,
              Parameter.required("nodeNum", ParameterType.NODE_OR_TAG),
              Parameter.optional("callback", ParameterType.AGGREGATION_OR_FUNCTION, "average")),
          Function.of(
              "groupByNodes",
              COMBINE,
              "Combines the series that share components of their path, or tags.",
              arguments -> groupByNodes(arguments, "nodes"),
              SERIES_LIST,
              CALLBACK,
              Parameter.optional("nodes", ParameterType.NODE_OR_TAG).many()),
          Function.of(
              "groupByTags",
              COMBINE,
              "Combines the series that share tags.",
              Grouping::groupByTags,
              SERIES_LIST,
              CALLBACK,
              Parameter.required("tags", ParameterType.TAG).many()),
          Function.of(
              "aggregateWithWildcards",
              COMBINE,
              "Combines the series whose paths differ only at some components.",
              arguments -> withWildcards(arguments, arguments.text("func")),
              SERIES_LIST,
              Parameter.required("func", ParameterType.AGGREGATION),
              Parameter.optional("position", ParameterType.NODE).many()),
          wildcards("sumSeriesWithWildcards", "sum", "Adds up"),
          wildcards("averageSeriesWithWildcards", "average", "Averages"),
          wildcards("multiplySeriesWithWildcards", "multiply", "Multiplies"),
          map("mapSeries"),
          map("map"),
          reduce("reduceSeries"),
          reduce("reduce"),
          Function.of(
              "applyByNode",
              COMBINE,
              "Computes an expression for each beginning of the series' paths.",
              Grouping::applyByNode,
              SERIES_LIST,
              Parameter.required("nodeNum", ParameterType.NODE),
              Parameter.required("templateFunction", ParameterType.STRING),
              Parameter.optional("newName", ParameterType.STRING)));

  private Grouping() {}

  private static Function wildcards(String name, String label, String verb) {
    return Function.of(
            name,
            COMBINE,
            verb + " the series whose paths differ only at some components.",
            arguments -> withWildcards(arguments, label),
            SERIES_LIST,
            Parameter.optional("position", ParameterType.NODE).many())
        .aggregating();
  }

  private static Function map(String name) {
    return Function.of(
        name,
        COMBINE,
        "Groups series by components of their path, or by tags, for reduceSeries.",
        arguments -> {
          List<Node> nodes = arguments.nodes("mapNodes");
          return groups(arguments.series("seriesList"), series -> Node.key(series, nodes))
              .values()
              .stream()
              .flatMap(List::stream)
              .toList();
        },
        SERIES_LIST,
        Parameter.required("mapNodes", ParameterType.NODE_OR_TAG).many());
  }

  private static Function reduce(String name) {
    return Function.of(
        name,
        COMBINE,
        "Calls a function for each group of series, which are its arguments by a component.",
        Grouping::reduceSeries,
        Parameter.required("seriesLists", ParameterType.SERIES_LISTS),
        Parameter.required("reduceFunction", ParameterType.STRING),
        Parameter.required("reduceNode", ParameterType.NODE),
        Parameter.required("reduceMatchers", ParameterType.STRING).many());
  }

  /** By the order in which the keys come. */
  static SequencedMap<String, List<TimeSeries>> groups(
      Collection<TimeSeries> series, java.util.function.Function<TimeSeries, String> key) {
    return series.stream()
        .collect(Collectors.groupingBy(key, LinkedHashMap::new, Collectors.toList()));
  }

  private static List<TimeSeries> combined(
      SequencedMap<String, List<TimeSeries>> groups, UnaryOperator<List<TimeSeries>> combination) {
    return groups.entrySet().stream()
        .flatMap(
            group ->
                combination.apply(group.getValue()).stream()
                    .limit(1)
                    .map(series -> series.named(group.getKey())))
        .toList();
  }

  private static List<TimeSeries> groupByNodes(Arguments arguments, String parameter) {
    List<Node> nodes =
        parameter.equals("nodeNum")
            ? arguments.nodes(parameter).subList(0, 1)
            : arguments.nodes(parameter);
    return combined(
        groups(arguments.series("seriesList"), series -> Node.key(series, nodes)),
        callback(arguments));
  }

  /** An aggregation, or a function that aggregates. */
  private static UnaryOperator<List<TimeSeries>> callback(Arguments arguments) {
    String name = arguments.text("callback");
    if (Functions.isAggregating(name)) {
      return group -> arguments.evaluation().apply(name, List.of(group), arguments.scope());
    }
    return Combination.named(name, arguments)::of;
  }

  private static List<TimeSeries> groupByTags(Arguments arguments) {
    List<String> tags = arguments.texts("tags");
    if (tags.isEmpty()) {
      throw arguments.mistake("needs the argument 'tags'");
    }
    List<TimeSeries> series = arguments.series("seriesList");
    List<String> names =
        series.stream().map(one -> one.tags().getOrDefault("name", "")).distinct().toList();
    String shared = names.size() == 1 ? names.getFirst() : arguments.text("callback");
    SequencedMap<String, List<TimeSeries>> groups =
        groups(series, one -> tagKey(one, tags, shared));
    return combined(groups, callback(arguments)).stream()
        .map(one -> one.renamed(one.name()).withTags(parsed(one.name())))
        .toList();
  }

  private static String tagKey(TimeSeries series, List<String> tags, String shared) {
    String name = tags.contains("name") ? series.tags().getOrDefault("name", "") : shared;
    return tags.stream()
        .filter(tag -> !tag.equals("name"))
        .map(tag -> ";" + tag + "=" + series.tags().getOrDefault(tag, ""))
        .sorted()
        .collect(Collectors.joining("", name, ""));
  }

  /** The tags of a key. */
  private static Map<String, String> parsed(String key) {
    String[] parts = key.split(";", -1);
    Map<String, String> tags = new TreeMap<>();
    tags.put("name", parts[0]);
    for (int i = 1; i < parts.length; i++) {
      String[] tag = parts[i].split("=", 2);
      tags.put(tag[0], tag[1]);
    }
    return tags;
  }

  private static List<TimeSeries> withWildcards(Arguments arguments, String label) {
    List<Integer> positions =
        arguments.nodes("position").stream()
            .map(node -> Objects.requireNonNullElse(node.index(), -1))
            .toList();
    SequencedMap<String, List<TimeSeries>> groups =
        groups(arguments.series("seriesList"), series -> without(series.name(), positions));
    return combined(groups, Combination.named(label, arguments)::of);
  }

  private static String without(String name, List<Integer> positions) {
    String[] components = name.split("\\.", -1);
    return IntStream.range(0, components.length)
        .filter(i -> !positions.contains(i))
        .mapToObj(i -> components[i])
        .collect(Collectors.joining("."));
  }

  /** Groups in which a matcher finds no series are left out. */
  private static List<TimeSeries> reduceSeries(Arguments arguments) {
    String function = arguments.text("reduceFunction");
    int node = arguments.integer("reduceNode");
    List<String> matchers = arguments.texts("reduceMatchers");
    SequencedMap<String, Map<String, TimeSeries>> groups = new LinkedHashMap<>();
    for (TimeSeries series : arguments.series("seriesLists")) {
      List<String> components = List.of(series.name().split("\\.", -1));
      int at = node < 0 ? components.size() + node : node;
      if (at >= 0 && at < components.size() && matchers.contains(components.get(at))) {
        String key = String.join(".", components.subList(0, at)) + ".reduce." + function;
        groups
            .computeIfAbsent(key, absent -> new LinkedHashMap<>())
            .put(components.get(at), series);
      }
    }
    List<TimeSeries> reduced = new ArrayList<>();
    groups.forEach(
        (key, group) -> {
          if (group.keySet().containsAll(matchers)) {
            List<List<TimeSeries>> lists =
                matchers.stream().map(matcher -> List.of(required(group, matcher))).toList();
            arguments.evaluation().apply(function, lists, arguments.scope()).stream()
                .limit(1)
                .forEach(series -> reduced.add(series.named(key)));
          }
        });
    return reduced;
  }

  private static TimeSeries required(Map<String, TimeSeries> group, String matcher) {
    return requireNonNull(group.get(matcher));
  }

  private static List<TimeSeries> applyByNode(Arguments arguments) {
    int node = arguments.integer("nodeNum");
    String template = arguments.text("templateFunction");
    TreeSet<String> prefixes = new TreeSet<>();
    for (TimeSeries series : arguments.series("seriesList")) {
      List<String> components = List.of(series.name().split("\\.", -1));
      int end = node < 0 ? components.size() + node + 1 : node + 1;
      prefixes.add(String.join(".", components.subList(0, Math.clamp(end, 0, components.size()))));
    }
    List<TimeSeries> applied = new ArrayList<>();
    for (String prefix : prefixes) {
      String target = template.replace("%", prefix);
      for (TimeSeries series : arguments.evaluation().evaluate(target, arguments.scope())) {
        String name =
            arguments
                .textIfAny("newName")
                .map(newName -> newName.replace("%", prefix))
                .orElse(series.name());
        applied.add(series.named(name).withPathExpression(prefix));
      }
    }
    return applied;
  }
}
