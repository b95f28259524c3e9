package dev.tally.aggregator.http;

import io.javalin.http.Context;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/** Answers in JSON: records as they are, times in ISO-8601. */
public final class Json {
  /** Up to this magnitude every whole double is written as an integer. */
  private static final double WHOLE_MAX = 1L << 53;

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

  public static byte[] bytes(Writer writer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = MAPPER.createGenerator(bytes)) {
      writer.write(json);
    }
    return bytes.toByteArray();
  }

  /** Whole numbers without a fraction; NaN and infinities, which JSON lacks, as null. */
  public static void writeNumber(JsonGenerator json, double value) {
    if (!Double.isFinite(value)) {
      json.writeNull();
    } else if (value == Math.rint(value) && Math.abs(value) <= WHOLE_MAX) {
      json.writeNumber((long) value);
    } else {
      json.writeNumber(value);
    }
  }
}
