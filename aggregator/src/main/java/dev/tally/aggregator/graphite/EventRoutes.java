package dev.tally.aggregator.graphite;

import dev.tally.aggregator.annotation.Annotation;
import dev.tally.aggregator.annotation.Annotations;
import dev.tally.aggregator.annotation.Annotations.Match;
import dev.tally.aggregator.annotation.Notes;
import dev.tally.aggregator.http.Json;
import dev.tally.aggregator.http.Parameters;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.storage.ClickHouse;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Graphite's {@code /events/get_data}, and {@code POST /events} by which a note is made. Its {@code
 * GET /events/{id}} is not there: the web application has its event types at these addresses.
 */
final class EventRoutes {
  private static final Pattern SEPARATOR = Pattern.compile("[\\s,]+");
  private static final Pattern DIGITS = Pattern.compile("\\d{1,18}");
  private static final double MS_PER_S = 1_000;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final RequestGuard guard;
  private final Annotations annotations;
  private final Notes notes;
  private final Clock clock;

  EventRoutes(RequestGuard guard, Annotations annotations, Notes notes, Clock clock) {
    this.guard = guard;
    this.annotations = annotations;
    this.notes = notes;
    this.clock = clock;
  }

  void add(JavalinConfig config) {
    config.routes.get("/events/get_data", guard.handler(this::list));
    config.routes.post("/events/get_data", guard.handler(this::list));
    config.routes.post("/events", guard.handler(this::note));
  }

  private void list(Context context, ClickHouse clickHouse) {
    Parameters parameters = new Parameters(context);
    RequestTimes times = RequestTimes.of(parameters, clock.instant());
    Instant from = parameters.find("from").map(times::parse).orElse(Instant.EPOCH);
    Instant until = parameters.find("until").map(times::parse).orElse(times.now());
    List<String> tags = words(parameters.text("tags", ""));
    Match match =
        switch (parameters.text("set", "intersection")) {
          case "union" -> Match.ANY;
          case "intersection" -> Match.ALL;
          default -> throw invalid("parameter 'set': it is union or intersection");
        };
    List<Annotation> found = annotations.between(from, until, tags, match);
    Json.answer(
        context,
        json -> {
          json.writeStartArray();
          found.forEach(annotation -> write(json, annotation));
          json.writeEndArray();
        });
  }

  private static void write(JsonGenerator json, Annotation annotation) {
    json.writeStartObject();
    json.writeNumberProperty("when", annotation.time().getEpochSecond());
    json.writeStringProperty("what", annotation.what());
    json.writeStringProperty("data", annotation.details());
    json.writeArrayPropertyStart("tags");
    annotation.tags().forEach(json::writeString);
    json.writeEndArray();
    if (DIGITS.matcher(annotation.id()).matches()) {
      json.writeNumberProperty("id", Long.parseLong(annotation.id()));
    } else {
      json.writeStringProperty("id", annotation.id());
    }
    json.writeEndObject();
  }

  private void note(Context context, ClickHouse clickHouse) {
    JsonNode body = body(context);
    long id =
        notes.add(when(body), text(body, "what"), tags(body.path("tags")), text(body, "data"));
    Json.answer(context, Map.of("id", id));
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
      throw invalid("the body is no JSON object, as in {\"what\": \"…\", \"tags\": [\"deploy\"]}");
    }
    return body;
  }

  private Instant when(JsonNode body) {
    JsonNode when = body.path("when");
    if (when.isMissingNode() || when.isNull()) {
      return clock.instant();
    }
    if (!when.isNumber()) {
      throw invalid("'when' is no number of seconds since the epoch");
    }
    return Instant.ofEpochMilli(Math.round(when.asDouble() * MS_PER_S));
  }

  private static String text(JsonNode body, String name) {
    JsonNode text = body.path(name);
    if (text.isMissingNode() || text.isNull()) {
      return "";
    }
    if (!text.isString()) {
      throw invalid("'%s' is no text".formatted(name));
    }
    return text.asString();
  }

  /** An array of texts, or one text with blanks or commas between. */
  private static List<String> tags(JsonNode tags) {
    if (tags.isMissingNode() || tags.isNull()) {
      return List.of();
    }
    if (tags.isString()) {
      return words(tags.asString());
    }
    if (!tags.isArray()) {
      throw invalid("'tags' is neither an array of texts nor a text");
    }
    List<String> all = new ArrayList<>();
    for (JsonNode tag : tags) {
      if (!tag.isString()) {
        throw invalid("'tags' has something that is no text");
      }
      all.addAll(words(tag.asString()));
    }
    return all;
  }

  private static List<String> words(String text) {
    return Arrays.stream(SEPARATOR.split(text.strip())).filter(word -> !word.isEmpty()).toList();
  }

  private static TallyException invalid(String message) {
    return new TallyException(ErrorCode.REQUEST_INVALID, message);
  }
}
