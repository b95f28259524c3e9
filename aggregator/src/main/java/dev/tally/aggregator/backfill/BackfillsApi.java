package dev.tally.aggregator.backfill;

import dev.tally.aggregator.http.Json;
import dev.tally.aggregator.plan.Span;
import dev.tally.edl.model.Durations;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code /api/v1/backfills} and below, as openapi.yaml describes it. */
public final class BackfillsApi implements Consumer<JavalinConfig> {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Set<String> KEYS =
      Set.of("eventType", "metrics", "from", "until", "parallel");

  private final Backfills backfills;

  private record Listing(List<Item> items, int total) {}

  private record Item(
      long id,
      String eventType,
      List<String> metrics,
      List<String> resolutions,
      @Nullable Instant from,
      @Nullable Instant until,
      int parallel,
      String state,
      double progress,
      int chunks,
      int scanned,
      int written,
      long events,
      long eventsRead,
      List<Kept> kept,
      String error,
      Instant createdAt,
      @Nullable Instant endedAt) {}

  private record Kept(@Nullable Instant from, @Nullable Instant until) {}

  public BackfillsApi(Backfills backfills) {
    this.backfills = backfills;
  }

  @Override
  public void accept(JavalinConfig config) {
    config.routes.get("/api/v1/backfills", this::list);
    config.routes.post("/api/v1/backfills", this::start);
    config.routes.get("/api/v1/backfills/{id}", this::read);
    config.routes.post("/api/v1/backfills/{id}/cancel", this::cancel);
  }

  private void list(Context context) {
    answer(context, backfills.list());
  }

  private void start(Context context) {
    JsonNode body = body(context);
    answer(
        context,
        backfills.start(
            new Backfills.Request(
                body.path("eventType").asString(""),
                body.path("metrics").values().stream().map(JsonNode::asString).toList(),
                time(body, "from"),
                time(body, "until"),
                body.path("parallel").asInt(Backfills.THREADS_DEFAULT))));
  }

  private void read(Context context) {
    Json.answer(context, item(backfills.find(id(context))));
  }

  private void cancel(Context context) {
    Json.answer(context, item(backfills.cancel(id(context))));
  }

  private static void answer(Context context, List<Backfill> list) {
    Json.answer(context, new Listing(list.stream().map(BackfillsApi::item).toList(), list.size()));
  }

  private static Item item(Backfill backfill) {
    return new Item(
        backfill.id(),
        backfill.eventType(),
        backfill.metrics(),
        backfill.resolutions().stream().map(Durations::format).toList(),
        from(backfill.span()),
        until(backfill.span()),
        backfill.threads(),
        name(backfill.state()),
        backfill.progress(),
        backfill.chunks(),
        backfill.scanned(),
        backfill.written(),
        backfill.events(),
        backfill.eventsRead(),
        backfill.kept().list().stream().map(span -> new Kept(from(span), until(span))).toList(),
        backfill.error(),
        backfill.createdAt(),
        backfill.endedAt().orElse(null));
  }

  private static @Nullable Instant from(Span span) {
    return span.from() == Span.MIN ? null : Instant.ofEpochSecond(span.from());
  }

  private static @Nullable Instant until(Span span) {
    return span.until() == Span.MAX ? null : Instant.ofEpochSecond(span.until());
  }

  static String name(Backfill.State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  private static long id(Context context) {
    String id = context.pathParam("id");
    try {
      return Long.parseLong(id);
    } catch (NumberFormatException e) {
      throw new TallyException(ErrorCode.NOT_FOUND, "there is no backfill '" + id + "'", e);
    }
  }

  private static JsonNode body(Context context) {
    JsonNode body;
    try {
      body = JSON.readTree(context.bodyAsBytes());
    } catch (JacksonException e) {
      throw new TallyException(
          ErrorCode.REQUEST_INVALID, "the body is no JSON: " + e.getOriginalMessage(), e);
    }
    if (!body.isObject()) {
      throw invalid("the body is no JSON object, as in {\"eventType\": \"shop.Order\"}");
    }
    for (String key : body.propertyNames()) {
      if (!KEYS.contains(key)) {
        throw invalid(
            "unknown key '%s'; known are %s".formatted(key, KEYS.stream().sorted().toList()));
      }
    }
    return body;
  }

  private static Optional<Instant> time(JsonNode body, String key) {
    String text = body.path(key).asString("");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeParseException e) {
      throw new TallyException(
          ErrorCode.REQUEST_INVALID,
          "'%s': '%s' is not a time as in 2001-03-04T00:00:00Z".formatted(key, text),
          e);
    }
  }

  private static TallyException invalid(String message) {
    return new TallyException(ErrorCode.REQUEST_INVALID, message);
  }
}
