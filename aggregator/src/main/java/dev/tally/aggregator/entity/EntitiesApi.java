package dev.tally.aggregator.entity;

import dev.tally.aggregator.http.Json;
import dev.tally.aggregator.http.Parameters;
import dev.tally.aggregator.statement.SelectEntities;
import dev.tally.aggregator.statement.SelectEntities.Found;
import dev.tally.aggregator.statement.SelectEntities.Page;
import dev.tally.aggregator.statement.SelectEntities.Query;
import dev.tally.edl.load.FilterParser;
import dev.tally.edl.model.Entity;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Filter;
import dev.tally.edl.model.Revision;
import dev.tally.edl.registry.Catalog;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.storage.ClickHouse;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * {@code /api/v1/entities/{type}}, as openapi.yaml describes it: the current state of entities.
 * Failures are {@link TallyException}s: NOT_FOUND, REQUEST_INVALID, and the engine's.
 */
public final class EntitiesApi implements Consumer<JavalinConfig> {
  /** Entities of one answer. */
  public static final int ENTITIES_MAX = 1_000;

  private static final int ENTITIES_DEFAULT = 100;

  private final Catalog catalog;
  private final SelectEntities selectEntities;

  private record Listing(String eventType, List<String> entityKey, List<Found> items, long total) {}

  public EntitiesApi(Catalog catalog, ClickHouse clickHouse) {
    this.catalog = catalog;
    this.selectEntities = new SelectEntities(clickHouse);
  }

  @Override
  public void accept(JavalinConfig config) {
    config.routes.get("/api/v1/entities/{type}", this::entities);
  }

  private void entities(Context context) {
    EventType type = eventType(context.pathParam("type"));
    Entity entity =
        type.entity()
            .orElseThrow(
                () ->
                    new TallyException(
                        ErrorCode.NOT_FOUND,
                        "the events of '%s' tell the state of nothing: it has no entity_key"
                            .formatted(type.name())));
    Parameters parameters = new Parameters(context);
    Page page =
        selectEntities.run(
            new Query(
                type,
                entity,
                parameters.find("filter").map(text -> filter(type, text)),
                key(entity, context),
                parameters.integer("limit", 1, ENTITIES_MAX).orElse(ENTITIES_DEFAULT),
                parameters.integer("offset", 0, Integer.MAX_VALUE).orElse(0)));
    Json.answer(context, new Listing(type.name(), entity.key(), page.items(), page.total()));
  }

  private EventType eventType(String name) {
    return catalog
        .latest(name)
        .map(Revision::eventType)
        .orElseThrow(
            () ->
                new TallyException(
                    ErrorCode.NOT_FOUND, "no event type '%s' is published".formatted(name)));
  }

  /** An empty value is one: of an attribute that was unset. */
  private static List<String> key(Entity entity, Context context) {
    List<String> key = context.queryParams("key");
    if (!key.isEmpty() && key.size() != entity.key().size()) {
      throw new TallyException(
          ErrorCode.REQUEST_INVALID,
          "parameter 'key': %d values, and an entity has %d: %s"
              .formatted(key.size(), entity.key().size(), String.join(", ", entity.key())));
    }
    return key;
  }

  private static Filter filter(EventType type, String text) {
    FilterParser.Parsed parsed = FilterParser.parse(text, type::attribute);
    Optional<FilterParser.Problem> problem = parsed.problems().stream().findFirst();
    return parsed
        .filter()
        .orElseThrow(
            () ->
                new TallyException(
                    ErrorCode.REQUEST_INVALID,
                    problem
                        .map(
                            p ->
                                "parameter 'filter', character %d: %s"
                                    .formatted(p.offset() + 1, p.message()))
                        .orElse("parameter 'filter' is none")));
  }
}
