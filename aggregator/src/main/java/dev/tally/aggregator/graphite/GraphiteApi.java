package dev.tally.aggregator.graphite;

import dev.tally.aggregator.annotation.AnnotationSource;
import dev.tally.aggregator.annotation.Annotations;
import dev.tally.aggregator.annotation.Notes;
import dev.tally.aggregator.graphite.function.FunctionList;
import dev.tally.aggregator.http.Json;
import dev.tally.aggregator.http.Parameters;
import dev.tally.aggregator.run.SeriesVersions;
import dev.tally.metadata.MetadataDatabase;
import dev.tally.storage.ClickHouse;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Graphite's HTTP API: {@link RenderRoute}, {@link MetricRoutes}, {@link TagRoutes}, {@link
 * EventRoutes}, {@code /functions} and {@code /version}.
 *
 * <p>Failures are {@link dev.tally.error.TallyException}s: REQUEST_INVALID, QUERY_LIMIT,
 * QUERY_CANCELLED, and the engine's.
 */
public final class GraphiteApi implements Consumer<JavalinConfig>, AutoCloseable {
  /** What clients may take us for. */
  public static final String VERSION = "1.1.8";

  private final RequestGuard guard;
  private final RenderRoute render;
  private final MetricRoutes metrics;
  private final TagRoutes tags;
  private final EventRoutes events;

  /**
   * Brings its tables of the metadata database up to date.
   *
   * @param others who else knows of events besides the notes that are made here
   */
  public GraphiteApi(
      ClickHouse clickHouse,
      MetadataDatabase metadata,
      List<AnnotationSource> others,
      GraphiteLimits limits,
      MeterRegistry meters,
      Clock clock) {
    Notes notes = new Notes(metadata);
    Annotations annotations =
        new Annotations(Stream.concat(Stream.of(notes), others.stream()).toList());
    this.guard = new RequestGuard(clickHouse, limits, meters);
    this.render =
        new RenderRoute(guard, annotations, new SeriesVersions(metadata), limits, meters, clock);
    this.metrics = new MetricRoutes(guard, clock);
    this.tags = new TagRoutes(guard, clock);
    this.events = new EventRoutes(guard, annotations, notes, clock);
  }

  @Override
  public void accept(JavalinConfig config) {
    render.add(config);
    metrics.add(config);
    tags.add(config);
    events.add(config);
    config.routes.get("/functions", GraphiteApi::functions);
    config.routes.get("/functions/{name}", GraphiteApi::function);
    config.routes.get(
        "/version", context -> context.contentType("text/plain; charset=utf-8").result(VERSION));
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

  @Override
  public void close() {
    guard.close();
  }
}
