package dev.tally.aggregator.cost;

import dev.tally.aggregator.http.Json;
import dev.tally.aggregator.http.Parameters;
import dev.tally.edl.registry.Catalog;
import dev.tally.storage.ClickHouse;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.time.Clock;
import java.time.LocalDate;
import java.util.function.Consumer;

/** {@code /api/v1/metrics/cardinality}, as openapi.yaml describes it. */
public final class CardinalityApi implements Consumer<JavalinConfig> {
  /** Metrics and dimension sets of an answer. */
  public static final int LIMIT_MAX = 10_000;

  private static final int LIMIT_DEFAULT = 50;

  private final CardinalityReader reader;
  private final Clock clock;

  private record Answer(String day, Cardinality cardinality) {}

  public CardinalityApi(Catalog catalog, ClickHouse clickHouse, Clock clock) {
    this.reader = new CardinalityReader(catalog, clickHouse);
    this.clock = clock;
  }

  @Override
  public void accept(JavalinConfig config) {
    config.routes.get("/api/v1/metrics/cardinality", this::cardinality);
  }

  private void cardinality(Context context) {
    Parameters parameters = new Parameters(context);
    LocalDate day = CostApi.day(parameters, clock);
    int limit = parameters.integer("limit", 1, LIMIT_MAX).orElse(LIMIT_DEFAULT);
    Json.answer(context, new Answer(day.toString(), reader.read(day, limit)));
  }
}
