package dev.tally.web;

import io.javalin.http.Context;
import tools.jackson.databind.json.JsonMapper;

/** Answers in JSON; records as they are, times in ISO-8601. */
final class Json {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private Json() {}

  static void answer(Context context, Object body) {
    answer(context, "application/json", body);
  }

  static void answer(Context context, String contentType, Object body) {
    context.contentType(contentType).result(MAPPER.writeValueAsBytes(body));
  }
}
