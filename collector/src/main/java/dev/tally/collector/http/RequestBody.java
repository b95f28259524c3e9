package dev.tally.collector.http;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** The bytes of a request, decompressed and bounded, and how they are to be read. */
record RequestBody(InputStream stream, boolean isLines) implements AutoCloseable {
  private static final Set<String> LINES =
      Set.of("application/x-ndjson", "application/ndjson", "application/jsonl");

  /** The last is what a beacon with bytes and no type is sent as by some browsers. */
  private static final Set<String> VALUES =
      Set.of("application/json", "text/plain", "application/octet-stream");

  private static final int GZIP_BUFFER_BYTES = 8 << 10;

  /**
   * @param counted told of the bytes that come out, decompressed
   * @throws MediaException for a content type or encoding that is not known
   */
  static RequestBody open(
      InputStream raw,
      @Nullable String contentType,
      @Nullable String contentEncoding,
      IntConsumer counted)
      throws IOException, MediaException {
    String type = contentType == null ? "" : word(contentType.split(";", 2)[0]);
    boolean isLines = LINES.contains(type);
    if (!isLines && !type.isEmpty() && !VALUES.contains(type)) {
      throw new MediaException(
          "content type " + type + " is not taken: send application/json or application/x-ndjson");
    }
    long deadline = System.nanoTime() + HttpLimits.BODY_TIME_MAX.toNanos();
    InputStream bounded =
        new BoundedInput(
            new SteadyInput(raw),
            HttpLimits.BODY_BYTES_MAX,
            "the body is too long",
            deadline,
            count -> {});
    return new RequestBody(
        new BoundedInput(
            decoded(bounded, contentEncoding == null ? "" : word(contentEncoding)),
            HttpLimits.BODY_BYTES_MAX,
            "the body is too long when it is decompressed",
            deadline,
            counted),
        isLines);
  }

  private static String word(String header) {
    return header.strip().toLowerCase(Locale.ROOT);
  }

  private static InputStream decoded(InputStream in, String encoding)
      throws IOException, MediaException {
    return switch (encoding) {
      case "", "identity" -> in;
      case "gzip", "x-gzip" -> gzip(in);
      case "zstd" -> new ZstdInputStreamNoFinalizer(in).setLongMax(HttpLimits.ZSTD_WINDOW_LOG_MAX);
      default ->
          throw new MediaException("content encoding is not taken: send gzip, zstd or neither");
    };
  }

  private static InputStream gzip(InputStream in) {
    try {
      return new GZIPInputStream(in, GZIP_BUFFER_BYTES);
    } catch (IOException e) {
      throw new TallyException(
          ErrorCode.REQUEST_INVALID, "the body is not gzip: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
