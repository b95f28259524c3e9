package dev.tally.aggregator.graphite;

import dev.tally.aggregator.graphite.expression.PathPattern;
import dev.tally.aggregator.graphite.function.TimeRange;
import dev.tally.aggregator.http.Json;
import dev.tally.aggregator.http.Parameters;
import dev.tally.aggregator.statement.SelectPathNodes;
import dev.tally.aggregator.statement.SelectPathNodes.PathNode;
import dev.tally.aggregator.statement.SelectTags;
import dev.tally.aggregator.statement.SelectTags.Wanted;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.storage.ClickHouse;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.time.Clock;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Graphite's routes below {@code /metrics}: the tree of paths. */
final class MetricRoutes {
  /** Nodes that one find may answer. */
  static final int NODES_MAX = 10_000;

  /** Paths of {@code /metrics/index.json}. */
  static final int INDEX_PATHS_MAX = 200_000;

  private final RequestGuard guard;
  private final Clock clock;

  MetricRoutes(RequestGuard guard, Clock clock) {
    this.guard = guard;
    this.clock = clock;
  }

  void add(JavalinConfig config) {
    config.routes.get("/metrics/find", guard.handler(this::find));
    config.routes.post("/metrics/find", guard.handler(this::find));
    config.routes.get("/metrics/expand", guard.handler(this::expand));
    config.routes.post("/metrics/expand", guard.handler(this::expand));
    config.routes.get("/metrics/index.json", guard.handler(MetricRoutes::index));
  }

  private void find(Context context, ClickHouse clickHouse) {
    Parameters parameters = new Parameters(context);
    String query = parameters.required("query");
    boolean wildcards = parameters.flag("wildcards");
    String format = parameters.text("format", "treejson");
    switch (format) {
      case "treejson" -> {
        List<PathNode> nodes = nodes(query, parameters, clickHouse);
        String base = query.substring(0, query.lastIndexOf('.') + 1);
        Json.answer(context, json -> NodeAnswer.tree(json, nodes, wildcards, base));
      }
      case "completer" -> {
        List<PathNode> nodes = nodes(completed(query, parameters), parameters, clickHouse);
        Json.answer(context, json -> NodeAnswer.completer(json, nodes, wildcards));
      }
      default ->
          throw new TallyException(
              ErrorCode.REQUEST_INVALID,
              "format '" + format + "' is not offered; treejson and completer are");
    }
  }

  /** What a person has typed so far, as a pattern. */
  private static String completed(String query, Parameters parameters) {
    String open = query.replace("..", "*.");
    String pattern = open.endsWith("*") ? open : open + "*";
    return parameters.flag("automatic_variants")
        ? Arrays.stream(pattern.split("\\.", -1))
            .map(part -> part.contains(",") && !part.contains("{") ? "{" + part + "}" : part)
            .collect(Collectors.joining("."))
        : pattern;
  }

  private void expand(Context context, ClickHouse clickHouse) {
    Parameters parameters = new Parameters(context);
    parameters.required("query");
    Map<String, List<String>> results = new LinkedHashMap<>();
    for (String query : parameters.all("query")) {
      results.put(
          query, nodes(query, parameters, clickHouse).stream().map(PathNode::path).toList());
    }
    Object grouped =
        parameters.flag("groupByExpr")
            ? results
            : results.values().stream().flatMap(List::stream).distinct().sorted().toList();
    Json.answer(context, Map.of("results", grouped));
  }

  private List<PathNode> nodes(String query, Parameters parameters, ClickHouse clickHouse) {
    Optional<TimeRange> range = RequestTimes.ofFind(parameters, clock.instant());
    boolean leavesOnly = parameters.flag("leavesOnly");
    PathPattern pattern = new PathPattern(query);
    List<PathNode> nodes = new SelectPathNodes(clickHouse).run(pattern, range, NODES_MAX + 1);
    if (nodes.size() > NODES_MAX) {
      throw new TallyException(
          ErrorCode.QUERY_LIMIT,
          "'%s' matches more than %d nodes; name fewer".formatted(query, NODES_MAX));
    }
    return nodes.stream().filter(node -> node.isLeaf() || !leavesOnly).toList();
  }

  private static void index(Context context, ClickHouse clickHouse) {
    Wanted all = new Wanted(List.of(), Optional.empty(), "", "");
    List<String> paths = new SelectTags(clickHouse).paths(all, INDEX_PATHS_MAX + 1);
    if (paths.size() > INDEX_PATHS_MAX) {
      throw new TallyException(
          ErrorCode.QUERY_LIMIT,
          "there are more than %d series; /metrics/find lists some of them"
              .formatted(INDEX_PATHS_MAX));
    }
    Json.answer(context, paths);
  }
}
