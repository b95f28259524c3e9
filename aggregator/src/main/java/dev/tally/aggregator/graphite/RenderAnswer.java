package dev.tally.aggregator.graphite;

import io.javalin.http.Context;
import java.io.ByteArrayInputStream;

/** A rendered answer; its bytes are never changed. */
final class RenderAnswer {
  private final String contentType;
  private final byte[] body;

  RenderAnswer(String contentType, byte[] body) {
    this.contentType = contentType;
    this.body = body;
  }

  int size() {
    return body.length;
  }

  void to(Context context) {
    context.contentType(contentType).result(new ByteArrayInputStream(body));
  }
}
