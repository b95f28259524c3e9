package dev.tally.aggregator.graphite;

import dev.tally.aggregator.graphite.expression.Expression;
import dev.tally.aggregator.graphite.expression.PathPattern;
import dev.tally.aggregator.graphite.function.Evaluation;
import dev.tally.aggregator.graphite.function.SeriesSource;
import dev.tally.aggregator.graphite.function.TimeRange;
import dev.tally.aggregator.graphite.function.TimeSeries;
import dev.tally.aggregator.graphite.function.UniquesQuery;
import dev.tally.error.TallyException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which paths without globs a request's targets ask for, and in which ranges: found by applying
 * their functions to nothing. Some that depend on what was read may be missing.
 */
final class NamedPaths implements SeriesSource {
  private final Map<TimeRange, Set<String>> paths = new LinkedHashMap<>();

  private NamedPaths() {}

  static Map<TimeRange, Set<String>> of(RenderRequest request) {
    NamedPaths named = new NamedPaths();
    if (request.targets().size() > 1
        || !(request.targets().getFirst() instanceof Expression.Path)) {
      Evaluation evaluation =
          new Evaluation(
              named, request.times().now(), request.times().zone(), request.xFilesFactor());
      request.targets().forEach(target -> tryTarget(evaluation, target, request.range()));
    }
    return named.paths;
  }

  private static void tryTarget(Evaluation evaluation, Expression target, TimeRange range) {
    try {
      evaluation.evaluate(target, range);
    } catch (TallyException e) {
      // It is said when the target is computed.
    }
  }

  @Override
  public List<TimeSeries> fetch(PathPattern pattern, TimeRange range) {
    if (pattern.isLiteral()) {
      paths.computeIfAbsent(range, any -> new LinkedHashSet<>()).add(pattern.text());
    }
    return List.of();
  }

  @Override
  public List<TimeSeries> fetchTagged(
      List<String> expressions, String pathExpression, TimeRange range) {
    return List.of();
  }

  @Override
  public List<TimeSeries> uniques(UniquesQuery query, String pathExpression, TimeRange range) {
    return List.of();
  }

  @Override
  public long[] events(List<String> tags, TimeRange range) {
    return new long[0];
  }
}
