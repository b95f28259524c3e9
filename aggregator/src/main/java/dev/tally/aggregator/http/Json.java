package dev.tally.aggregator.http;

import io.javalin.http.Context;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/** Answers in JSON: records as they are, times in ISO-8601. */
public final class Json {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private Json() {}

  /** Writes a document piece by piece. */
  @FunctionalInterface
  public interface Writer {
    void write(JsonGenerator json);
  }

  public static void answer(Context context, Object body) {
    context.contentType("application/json").result(MAPPER.writeValueAsBytes(body));
  }

  public static void answer(Context context, Writer writer) {
    context.contentType("application/json").result(new ByteArrayInputStream(bytes(writer)));
  }

  private static byte[] bytes(Writer writer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = MAPPER.createGenerator(bytes)) {
      writer.write(json);
    }
    return bytes.toByteArray();
  }
}
