package dev.tally.app.service;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpStatus;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;

/**
 * {@code ETag} of every answer to a GET that is whole in memory: who asks again with it gets a 304.
 * Weak, because an answer has the same one compressed and plain.
 *
 * <p>Javalin's own ({@code generateEtags}) reads the answer byte by byte, 12 ns each.
 */
final class EntityTags {
  private static final String ETAG = "ETag";

  private EntityTags() {}

  /** Javalin answers 304 itself where the tag is the one that it was asked with. */
  static void add(JavalinConfig config) {
    config.routes.after(EntityTags::tag);
  }

  private static void tag(Context context) throws IOException {
    if (context.method().equals(HandlerType.GET)
        && context.status() == HttpStatus.OK
        && !context.res().containsHeader(ETAG)
        && context.resultInputStream() instanceof ByteArrayInputStream body) {
      context.header(ETAG, of(body));
    }
  }

  /** Leaves the body at its beginning. */
  private static String of(ByteArrayInputStream body) throws IOException {
    CRC32C checksum = new CRC32C();
    long bytes =
        body.transferTo(new CheckedOutputStream(OutputStream.nullOutputStream(), checksum));
    body.reset();
    return "W/\"%08x-%x\"".formatted(checksum.getValue(), bytes);
  }
}
