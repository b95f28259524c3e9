package dev.tally.aggregator.graphite.function;

import dev.tally.aggregator.graphite.expression.Expression;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/** Series as shares of a total. */
final class Percentages {
  private static final Function AS_PERCENT =
      Function.of(
              "asPercent",
              Group.COMBINE,
              "Each series as a percentage of a total: of all, of a number, or of other series.",
              Percentages::asPercent,
              Parameter.SERIES_LIST,
              Parameter.optional("total", ParameterType.ANY),
              Parameter.optional("nodes", ParameterType.NODE_OR_TAG).many())
          .aggregating();

  static final List<Function> FUNCTIONS = List.of(AS_PERCENT, AS_PERCENT.called("pct"));

  private Percentages() {}

  private static List<TimeSeries> asPercent(Arguments arguments) {
    List<TimeSeries> series = arguments.series("seriesList");
    if (series.isEmpty()) {
      return List.of();
    }
    List<Node> nodes = arguments.nodes("nodes");
    if (arguments.has("total") && arguments.literalIfAny("total").isPresent()) {
      return ofNumber(arguments, series, nodes);
    }
    List<TimeSeries> totals = arguments.seriesIfAny("total");
    if (!nodes.isEmpty()) {
      return byKey(series, arguments.has("total") ? totals : series, nodes);
    } else if (!arguments.has("total")) {
      return ofTotal(series, sum(series));
    } else if (totals.size() == series.size()) {
      return ofPairs(series, totals);
    } else if (totals.size() == 1) {
      return ofTotal(series, totals.getFirst());
    }
    throw arguments.mistake(
        "needs as its total a number, one series, or as many as there are: %d, not %d"
            .formatted(series.size(), totals.size()));
  }

  private static List<TimeSeries> ofNumber(
      Arguments arguments, List<TimeSeries> series, List<Node> nodes) {
    if (!nodes.isEmpty()) {
      throw arguments.mistake("needs series as its total where nodes are given");
    }
    double total = arguments.number("total");
    String text =
        arguments.literal("total") instanceof Expression.Numeric number && number.isWhole()
            ? number.text()
            : NumberText.shortest(total);
    return series.stream()
        .map(
            one ->
                TimeSeries.made(
                    name(one.name(), text),
                    one.start(),
                    one.step(),
                    one.mapped(value -> percent(value, total)).values()))
        .toList();
  }

  private static List<TimeSeries> ofTotal(List<TimeSeries> series, TimeSeries total) {
    return series.stream().map(one -> share(one, total)).toList();
  }

  private static List<TimeSeries> ofPairs(List<TimeSeries> series, List<TimeSeries> totals) {
    List<TimeSeries> parts = byName(series);
    List<TimeSeries> wholes = byName(totals);
    List<TimeSeries> shares = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      shares.add(share(parts.get(i), wholes.get(i)));
    }
    return shares;
  }

  private static List<TimeSeries> byName(List<TimeSeries> series) {
    return series.stream().sorted(Comparator.comparing(TimeSeries::name)).toList();
  }

  /** Of the total with the same key; keys on one side only are there too, without values. */
  private static List<TimeSeries> byKey(
      List<TimeSeries> series, List<TimeSeries> totals, List<Node> nodes) {
    SequencedMap<String, List<TimeSeries>> parts =
        Grouping.groups(series, one -> Node.key(one, nodes));
    SequencedMap<String, List<TimeSeries>> wholes =
        Grouping.groups(totals, one -> Node.key(one, nodes));
    SequencedSet<String> keys = new LinkedHashSet<>(parts.keySet());
    keys.addAll(wholes.keySet());
    List<TimeSeries> shares = new ArrayList<>();
    for (String key : keys) {
      TimeSeries whole = total(wholes, key);
      for (TimeSeries part : parts.getOrDefault(key, List.of())) {
        shares.add(
            whole == null ? missing(part, name(part.name(), "MISSING")) : share(part, whole));
      }
      if (!parts.containsKey(key) && whole != null) {
        shares.add(missing(whole, name("MISSING", whole.name())));
      }
    }
    return shares;
  }

  private static @Nullable TimeSeries total(Map<String, List<TimeSeries>> totals, String key) {
    List<TimeSeries> group = totals.getOrDefault(key, List.of());
    return group.isEmpty() ? null : sum(group);
  }

  /** One series is its own sum, name included. */
  private static TimeSeries sum(List<TimeSeries> series) {
    return series.size() == 1
        ? series.getFirst()
        : Rows.combined(
            series, "sumSeries(" + SeriesNames.pathExpressions(series) + ")", Reduction.SUM::of);
  }

  private static TimeSeries missing(TimeSeries like, String name) {
    return TimeSeries.made(name, like.start(), like.step(), TimeSeries.nothing(like.size()));
  }

  private static TimeSeries share(TimeSeries part, TimeSeries whole) {
    return Rows.combined(part, whole, name(part.name(), whole.name()), Percentages::percent);
  }

  private static double percent(double part, double whole) {
    return Arithmetic.divide(part, whole) * 100;
  }

  private static String name(String part, String whole) {
    return "asPercent(%s,%s)".formatted(part, whole);
  }
}
