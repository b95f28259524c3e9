package dev.tally.web;

import dev.tally.edl.registry.Catalog;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.statement.SelectTableSizes;
import dev.tally.web.PipelineStatus.Counts;
import dev.tally.web.answer.AttributeFiguresAnswer;
import dev.tally.web.answer.ProducersAnswer;
import dev.tally.web.answer.StatusAnswer;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * The registry over HTTP: {@code /api/v1/event-types}, {@code /api/v1/event-types/{name}} with its
 * {@code /attributes} and {@code /producers}, {@code /api/v1/search}, {@code /api/v1/status} and
 * {@code /openapi.yaml}. Failures are {@link dev.tally.error.TallyException}s; {@link Problems}
 * answers them.
 */
public final class RegistryApi implements Consumer<JavalinConfig> {
  /** How old figures of raw rows may be: they are the dearest of a page, and move slowly. */
  private static final Duration LIVE_AGE = Duration.ofSeconds(15);

  private final Catalog catalog;
  private final PipelineStatus pipeline;
  private final Clock clock;
  private final EventTypes eventTypes;
  private final EventTypeDetail eventTypeDetail;
  private final RecentByKey<Asked, AttributeFiguresAnswer> liveAttributes;
  private final RecentByKey<Asked, ProducersAnswer> producers;
  private final CatalogSearch search;
  private final SelectTableSizes tableSizes;
  private final byte[] document;

  /** With all that is published in production, and nothing deprecated. */
  public RegistryApi(Catalog catalog, ClickHouse clickHouse, PipelineStatus pipeline, Clock clock) {
    this(catalog, Lifecycle.of(catalog, List::of, clock), clickHouse, pipeline, clock);
  }

  /**
   * @param catalog with the latest revisions of all stages
   */
  public RegistryApi(
      Catalog catalog,
      Lifecycle lifecycle,
      ClickHouse clickHouse,
      PipelineStatus pipeline,
      Clock clock) {
    Arrivals arrivals = new Arrivals(clickHouse, clock);
    this.catalog = catalog;
    this.pipeline = pipeline;
    this.clock = clock;
    this.eventTypes = new EventTypes(catalog, lifecycle, arrivals);
    this.eventTypeDetail = new EventTypeDetail(catalog, lifecycle, arrivals, clickHouse, clock);
    LiveAttributes attributes = new LiveAttributes(catalog, clickHouse, clock);
    this.liveAttributes =
        new RecentByKey<>(clock, LIVE_AGE, asked -> attributes.read(asked.name(), asked.window()));
    Producers senders = new Producers(catalog, clickHouse, clock);
    this.producers =
        new RecentByKey<>(clock, LIVE_AGE, asked -> senders.read(asked.name(), asked.window()));
    this.search = new CatalogSearch(catalog);
    this.tableSizes = new SelectTableSizes(clickHouse);
    this.document = OpenApi.document();
  }

  @Override
  public void accept(JavalinConfig config) {
    config.routes.get("/api/v1/event-types", this::listEventTypes);
    config.routes.get("/api/v1/event-types/{name}", this::readEventType);
    config.routes.get("/api/v1/event-types/{name}/attributes", this::readAttributes);
    config.routes.get("/api/v1/event-types/{name}/producers", this::readProducers);
    config.routes.get("/api/v1/search", this::search);
    config.routes.get("/api/v1/status", this::readStatus);
    config.routes.get("/openapi.yaml", this::readDocument);
  }

  private void listEventTypes(Context context) {
    Json.answer(context, eventTypes.list(EventTypeQuery.of(context)));
  }

  private void readEventType(Context context) {
    Json.answer(context, eventTypeDetail.read(context.pathParam("name")));
  }

  private void readAttributes(Context context) {
    Json.answer(context, liveAttributes.value(asked(context)));
  }

  private void readProducers(Context context) {
    Json.answer(context, producers.value(asked(context)));
  }

  private Asked asked(Context context) {
    String name = context.pathParam("name");
    Window window = Window.of(context);
    return new Asked(eventTypeDetail.published(name).eventType().name(), window);
  }

  private void search(Context context) {
    Json.answer(context, search.find(SearchQuery.of(context)));
  }

  private void readStatus(Context context) {
    Counts counts = pipeline.counts();
    Json.answer(
        context,
        new StatusAnswer(
            clock.instant(),
            counts.accepted(),
            counts.stored(),
            counts.rejected(),
            counts.pending(),
            catalog.latest().size(),
            tableSizes.run()));
  }

  private void readDocument(Context context) {
    context.contentType("application/yaml").result(document);
  }

  /** Of which event type, how far back. */
  private record Asked(String name, Window window) {}
}
