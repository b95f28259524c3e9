package dev.tally.aggregator.series;

import dev.tally.aggregator.http.Json;
import dev.tally.aggregator.http.Parameters;
import dev.tally.aggregator.statement.SelectCompleteness;
import dev.tally.aggregator.statement.SelectCompleteness.Completeness;
import dev.tally.edl.model.Durations;
import dev.tally.storage.ClickHouse;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** {@code /api/v1/completeness}, as openapi.yaml describes it: until when points are complete. */
public final class CompletenessApi implements Consumer<JavalinConfig> {
  private final SelectCompleteness selectCompleteness;

  private record Listing(List<Item> items, int total) {}

  private record Item(
      String eventType, String resolution, Instant completeUntil, List<Watermark> collectors) {}

  private record Watermark(
      String collector, String site, long block, Instant received, Instant time, Instant until) {}

  private record Key(String eventType, String resolution, Instant completeUntil) {}

  public CompletenessApi(ClickHouse clickHouse) {
    this.selectCompleteness = new SelectCompleteness(clickHouse);
  }

  @Override
  public void accept(JavalinConfig config) {
    config.routes.get("/api/v1/completeness", this::completeness);
  }

  private void completeness(Context context) {
    Map<Key, List<Watermark>> collectors = new LinkedHashMap<>();
    for (Completeness row : selectCompleteness.run(new Parameters(context).text("eventType", ""))) {
      collectors
          .computeIfAbsent(
              new Key(row.eventType(), Durations.format(row.resolution()), row.completeUntil()),
              key -> new ArrayList<>())
          .add(
              new Watermark(
                  row.collector(),
                  row.site(),
                  row.block(),
                  row.received(),
                  row.time(),
                  row.until()));
    }
    List<Item> items =
        collectors.entrySet().stream()
            .map(
                of ->
                    new Item(
                        of.getKey().eventType(),
                        of.getKey().resolution(),
                        of.getKey().completeUntil(),
                        of.getValue()))
            .toList();
    Json.answer(context, new Listing(items, items.size()));
  }
}
