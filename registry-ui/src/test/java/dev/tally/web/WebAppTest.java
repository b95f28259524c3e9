package dev.tally.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebAppTest {
  private static final String PAGE = "<!doctype html><title>Tally</title>";
  private static final String SCRIPT = "console.log('a script, long enough to gain by gzip')";
  private static final String BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8";

  private final TestServer server =
      new TestServer(List.of(new Problems(), new WebApp(WebFiles.of(built()::get))));

  @AfterEach
  void close() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/", "/events", "/events/a.B", "/explore?by=origin", "/alerts", "/alerts/7"})
  void everyPageIsTheApplication(String path) {
    HttpResponse<byte[]> response = server.get(path);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(text(response)).isEqualTo(PAGE);
    assertThat(header(response, "Content-Type")).isEqualTo("text/html;charset=utf-8");
    assertThat(header(response, "Cache-Control")).isEqualTo("no-cache");
    assertThat(header(response, "Content-Security-Policy"))
        .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
        .doesNotContain("unsafe");
    assertThat(header(response, "X-Content-Type-Options")).isEqualTo("nosniff");
  }

  @Test
  void assetsNeverChange() {
    HttpResponse<byte[]> response = server.get("/assets/main-abc.js");

    assertThat(text(response)).isEqualTo(SCRIPT);
    assertThat(header(response, "Content-Type")).isEqualTo("text/javascript; charset=utf-8");
    assertThat(header(response, "Cache-Control")).contains("immutable");
  }

  @Test
  void otherFilesAreAskedForAgain() {
    HttpResponse<byte[]> response = server.get("/favicon.svg");

    assertThat(header(response, "Cache-Control")).isEqualTo("no-cache");
    assertThat(header(response, "Content-Type")).isEqualTo("image/svg+xml");
    String etag = header(response, "ETag");
    HttpResponse<byte[]> again = server.get("/favicon.svg", "If-None-Match", etag);
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
  }

  @Test
  void whoTakesGzipGetsIt() throws IOException {
    HttpResponse<byte[]> response =
        server.get("/assets/main-abc.js", "Accept-Encoding", "br, gzip");

    assertThat(response.headers().allValues("Content-Encoding")).containsExactly("gzip");
    byte[] unpacked = new GZIPInputStream(new ByteArrayInputStream(response.body())).readAllBytes();
    assertThat(new String(unpacked, UTF_8)).isEqualTo(SCRIPT);
  }

  @Test
  void anUnknownAddressIsTheApplicationsToExplain() {
    HttpResponse<byte[]> response = server.get("/nothing/here", "Accept", BROWSER);

    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(text(response)).isEqualTo(PAGE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/nothing", "/assets/gone.js"})
  void aScriptGetsAProblem(String path) {
    HttpResponse<byte[]> response = server.get(path, "Accept", "*/*");

    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(header(response, "Content-Type")).isEqualTo("application/problem+json");
    assertThat(text(response)).contains("\"code\":\"NOT_FOUND\"", path);
  }

  @Test
  void theApiNeverAnswersWithThePage() {
    HttpResponse<byte[]> response = server.get("/api/v1/nothing", "Accept", BROWSER);

    assertThat(header(response, "Content-Type")).isEqualTo("application/problem+json");
  }

  @Test
  void aBuildWithoutTheApplicationSaysSo() {
    try (TestServer bare = new TestServer(List.of(new WebApp(WebFiles.of(name -> null))))) {
      HttpResponse<byte[]> response = bare.get("/events");
      assertThat(response.statusCode()).isEqualTo(404);
      assertThat(text(response)).contains("-Dui.skip");
    }
  }

  @Test
  void aListedFileThatIsMissingIsAnError() {
    Map<String, byte[]> broken = Map.of("files.txt", "gone.js\n".getBytes(UTF_8));

    assertThatThrownBy(() -> WebFiles.of(broken::get)).hasMessageContaining("gone.js");
  }

  private static Map<String, byte[]> built() {
    Map<String, byte[]> files = new HashMap<>();
    files.put("files.txt", "assets/main-abc.js\nfavicon.svg\nindex.html\n".getBytes(UTF_8));
    files.put("index.html", PAGE.getBytes(UTF_8));
    files.put("favicon.svg", "<svg/>".getBytes(UTF_8));
    files.put("assets/main-abc.js", SCRIPT.getBytes(UTF_8));
    files.put("assets/main-abc.js.gz", gzip(SCRIPT));
    return files;
  }

  private static byte[] gzip(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(text.getBytes(UTF_8));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return out.toByteArray();
  }

  private static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), UTF_8);
  }

  private static String header(HttpResponse<byte[]> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }
}
