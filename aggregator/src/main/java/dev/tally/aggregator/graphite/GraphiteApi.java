package dev.tally.aggregator.graphite;

import dev.tally.aggregator.graphite.expression.Expression;
import dev.tally.aggregator.graphite.expression.PathPattern;
import dev.tally.aggregator.graphite.function.Evaluation;
import dev.tally.aggregator.graphite.function.FunctionList;
import dev.tally.aggregator.graphite.function.TimeSeries;
import dev.tally.aggregator.http.Json;
import dev.tally.aggregator.http.Parameters;
import dev.tally.aggregator.statement.SelectPathNodes;
import dev.tally.aggregator.statement.SelectPathNodes.PathNode;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.storage.ClickHouse;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Graphite's HTTP API: {@code /render}, {@code /metrics/find} and {@code /metrics/expand}, each by
 * GET or POST, and {@code /functions}. A render:
 *
 * <ol>
 *   <li>parses targets and times;
 *   <li>finds and reads the series that the targets' paths match;
 *   <li>applies the functions;
 *   <li>consolidates to {@code maxDataPoints} and answers.
 * </ol>
 *
 * <p>Failures are {@link TallyException}s: REQUEST_INVALID, QUERY_LIMIT, and the engine's.
 */
public final class GraphiteApi implements Consumer<JavalinConfig> {
  /** Series that one render may read. */
  public static final int SERIES_PER_RENDER_MAX = 10_000;

  /** Values that one render may read, those that are null included. */
  public static final long POINTS_PER_RENDER_MAX = 5_000_000;

  /** Nodes that one find may answer. */
  public static final int NODES_PER_FIND_MAX = 10_000;

  private final ClickHouse clickHouse;
  private final Clock clock;
  private final int seriesMax;
  private final long pointsMax;
  private final SelectPathNodes selectPathNodes;

  public GraphiteApi(ClickHouse clickHouse, Clock clock) {
    this(clickHouse, clock, SERIES_PER_RENDER_MAX, POINTS_PER_RENDER_MAX);
  }

  /**
   * @param seriesMax see {@link #SERIES_PER_RENDER_MAX}
   * @param pointsMax see {@link #POINTS_PER_RENDER_MAX}
   */
  public GraphiteApi(ClickHouse clickHouse, Clock clock, int seriesMax, long pointsMax) {
    this.clickHouse = clickHouse;
    this.clock = clock;
    this.seriesMax = seriesMax;
    this.pointsMax = pointsMax;
    this.selectPathNodes = new SelectPathNodes(clickHouse);
  }

  @Override
  public void accept(JavalinConfig config) {
    config.routes.get("/render", this::render);
    config.routes.post("/render", this::render);
    config.routes.get("/metrics/find", this::find);
    config.routes.post("/metrics/find", this::find);
    config.routes.get("/metrics/expand", this::expand);
    config.routes.post("/metrics/expand", this::expand);
    config.routes.get("/functions", GraphiteApi::functions);
    config.routes.get("/functions/{name}", GraphiteApi::function);
  }

  private void render(Context context) {
    // 1. Targets and times
    RenderRequest request = RenderRequest.of(new Parameters(context), clock.instant());

    // 2. and 3. Series and functions
    Evaluation evaluation =
        new Evaluation(
            new StoredSeries(clickHouse, seriesMax, pointsMax), request.now(), request.zone());
    List<TimeSeries> series = new ArrayList<>();
    for (Expression target : request.targets()) {
      series.addAll(evaluation.evaluate(target, request.range()));
      checkAnswer(series);
    }

    // 4. Answer
    int max = request.pointsMax().orElse(Integer.MAX_VALUE);
    List<TimeSeries> consolidated =
        series.stream().map(one -> Consolidation.apply(one, max)).toList();
    Json.answer(context, json -> RenderAnswer.write(json, consolidated, request.noNullPoints()));
  }

  /** Functions may make more of what was read. */
  private void checkAnswer(List<TimeSeries> series) {
    long points = series.stream().mapToLong(TimeSeries::size).sum();
    if (points > pointsMax) {
      throw new TallyException(
          ErrorCode.QUERY_LIMIT,
          "the answer has %d points, of at most %d; ask for fewer series or a shorter range"
              .formatted(points, pointsMax));
    }
  }

  private void find(Context context) {
    Parameters parameters = new Parameters(context);
    String query = parameters.required("query");
    String format = parameters.text("format", "treejson");
    switch (format) {
      case "treejson" -> {
        List<PathNode> nodes = nodes(query);
        Json.answer(context, json -> NodeAnswer.tree(json, nodes));
      }
      case "completer" -> {
        String open = query.replace("..", "*.");
        List<PathNode> nodes = nodes(open.endsWith("*") ? open : open + "*");
        Json.answer(context, json -> NodeAnswer.completer(json, nodes));
      }
      default ->
          throw new TallyException(
              ErrorCode.REQUEST_INVALID,
              "format '" + format + "' is not offered; treejson and completer are");
    }
  }

  private void expand(Context context) {
    Parameters parameters = new Parameters(context);
    parameters.required("query");
    boolean leavesOnly = parameters.flag("leavesOnly");
    Map<String, List<String>> results = new LinkedHashMap<>();
    for (String query : parameters.all("query")) {
      results.put(
          query,
          nodes(query).stream()
              .filter(node -> node.isLeaf() || !leavesOnly)
              .map(PathNode::path)
              .toList());
    }
    Object grouped =
        parameters.flag("groupByExpr")
            ? results
            : results.values().stream().flatMap(List::stream).distinct().sorted().toList();
    Json.answer(context, Map.of("results", grouped));
  }

  private static void functions(Context context) {
    Parameters parameters = new Parameters(context);
    String group = parameters.text("group", "");
    boolean grouped = parameters.flag("grouped");
    Json.answer(
        context,
        json -> {
          if (grouped) {
            FunctionList.writeGrouped(json, group);
          } else {
            FunctionList.writeAll(json, group);
          }
        });
  }

  private static void function(Context context) {
    String name = context.pathParam("name");
    if (!FunctionList.has(name)) {
      context.status(404);
      Json.answer(context, Map.of("error", "there is no function '%s'".formatted(name)));
      return;
    }
    Json.answer(context, json -> FunctionList.writeOne(json, name));
  }

  private List<PathNode> nodes(String query) {
    PathPattern pattern = new PathPattern(query);
    List<PathNode> nodes =
        selectPathNodes.run(
            pattern.literalPrefix(), pattern.regex(), pattern.depth(), NODES_PER_FIND_MAX + 1);
    if (nodes.size() > NODES_PER_FIND_MAX) {
      throw new TallyException(
          ErrorCode.QUERY_LIMIT,
          "'%s' finds more than %d nodes; narrow it".formatted(query, NODES_PER_FIND_MAX));
    }
    return nodes;
  }
}
