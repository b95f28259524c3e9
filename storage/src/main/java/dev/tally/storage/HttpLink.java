package dev.tally.storage;

import com.github.luben.zstd.ZstdInputStream;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * A ClickHouse server that is far away: queries over HTTP whose answers come compressed (ZSTD), and
 * every byte of which is counted as it went over the line; statement and answer, without headers.
 * An answer begins when the query is over there, so one that fails leaves nothing half read.
 *
 * <p>Failures are {@link TallyException}s as {@link ClickHouse} has them. The user must be allowed
 * to SELECT and to set settings ({@code readonly = 2}).
 */
public final class HttpLink implements AutoCloseable {
  /** Upper limit of a query's time there. */
  public static final int EXECUTION_TIME_MAX_S = 120;

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  /** How long we wait after the server should have given up. */
  private static final Duration ANSWER_GRACE = Duration.ofSeconds(10);

  /** Of the text of a failure. */
  private static final int ERROR_BYTES_MAX = 4_096;

  private static final int ERROR_CHARS_MAX = 600;

  private static final int OK = 200;

  private final Endpoint endpoint;
  private final HttpClient client;
  private final AtomicLong bytes = new AtomicLong();

  private HttpLink(Endpoint endpoint, HttpClient client) {
    this.endpoint = endpoint;
    this.client = client;
  }

  /** Without a connection: the first query makes one. */
  public static HttpLink to(Endpoint endpoint) {
    return new HttpLink(
        endpoint,
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build());
  }

  /** How many bytes went over it so far, both ways. */
  public long bytes() {
    return bytes.get();
  }

  /**
   * The answer of a query.
   *
   * @param format a ClickHouse output format, "Native", "JSONCompactEachRow"
   */
  public <T> T read(String sql, String format, StreamReader<T> reader) {
    byte[] body = sql.getBytes(StandardCharsets.UTF_8);
    HttpRequest request =
        HttpRequest.newBuilder(uri(format))
            .timeout(Duration.ofSeconds(EXECUTION_TIME_MAX_S).plus(ANSWER_GRACE))
            .header("X-ClickHouse-User", endpoint.user())
            .header("X-ClickHouse-Key", endpoint.password())
            .header("Accept-Encoding", "zstd")
            .POST(BodyPublishers.ofByteArray(body))
            .build();
    bytes.addAndGet(body.length);
    try {
      HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
      try (InputStream in = decoded(response)) {
        if (response.statusCode() != OK) {
          throw refused(new String(in.readNBytes(ERROR_BYTES_MAX), StandardCharsets.UTF_8));
        }
        return reader.read(in);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TallyException(
          ErrorCode.ENGINE_UNAVAILABLE, "interrupted while asking " + endpoint.url(), e);
    } catch (IOException e) {
      throw new TallyException(
          ErrorCode.ENGINE_UNAVAILABLE,
          "ClickHouse at %s does not answer (%s)"
              .formatted(
                  endpoint.url(),
                  e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()),
          e);
    }
  }

  private URI uri(String format) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("database", endpoint.database());
    parameters.put("default_format", format);
    parameters.put("enable_http_compression", "1");
    parameters.put("wait_end_of_query", "1");
    parameters.put("session_timezone", "UTC");
    parameters.put("output_format_json_quote_64bit_integers", "0");
    parameters.put("max_execution_time", Integer.toString(EXECUTION_TIME_MAX_S));
    String query =
        parameters.entrySet().stream()
            .map(p -> p.getKey() + "=" + URLEncoder.encode(p.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    return URI.create(endpoint.url().toString().replaceAll("/+$", "") + "/?" + query);
  }

  private InputStream decoded(HttpResponse<InputStream> response) throws IOException {
    InputStream counted = new CountedStream(response.body());
    boolean isCompressed =
        response.headers().firstValue("Content-Encoding").filter("zstd"::equals).isPresent();
    return isCompressed ? new ZstdInputStream(counted) : counted;
  }

  private TallyException refused(String said) {
    String line = said.replaceAll("\\s+", " ").strip();
    String text =
        line.length() <= ERROR_CHARS_MAX ? line : line.substring(0, ERROR_CHARS_MAX) + "…";
    return new TallyException(
        ErrorCode.ENGINE_FAILED, "ClickHouse at %s refused: %s".formatted(endpoint.url(), text));
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  private final class CountedStream extends FilterInputStream {
    CountedStream(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      if (read >= 0) {
        bytes.incrementAndGet();
      }
      return read;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int read = super.read(into, offset, length);
      if (read > 0) {
        bytes.addAndGet(read);
      }
      return read;
    }
  }
}
