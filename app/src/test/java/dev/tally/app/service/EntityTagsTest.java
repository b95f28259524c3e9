package dev.tally.app.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class EntityTagsTest {
  private static final String LONG = "0123456789".repeat(100_000);

  private volatile String body = LONG;
  private final HttpEdge edge =
      HttpEdge.start(
          "127.0.0.1",
          0,
          List.of(
              config -> {
                config.routes.get(
                    "/stream",
                    context -> context.result(new ByteArrayInputStream(body.getBytes(UTF_8))));
                config.routes.get("/own", context -> context.header("ETag", "mine").result("a"));
                config.routes.get("/failing", context -> context.status(503).result("later"));
                config.routes.post("/stream", context -> context.result(body));
              }));
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    client.close();
    edge.close();
  }

  private HttpResponse<String> send(String method, String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + edge.port() + path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private static List<String> tags(HttpResponse<?> response) {
    return response.headers().allValues("ETag");
  }

  @Test
  void theSameIsNotSentTwice() throws Exception {
    HttpResponse<String> first = send("GET", "/stream");
    assertThat(first.body()).isEqualTo(LONG);
    assertThat(tags(first)).singleElement().asString().matches("W/\"[0-9a-f]{8}-f4240\"");

    HttpResponse<String> again = send("GET", "/stream", "If-None-Match", tags(first).getFirst());
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
  }

  @Test
  void anotherAnswerHasAnotherTag() throws Exception {
    String tag = tags(send("GET", "/stream")).getFirst();
    body = LONG.substring(1) + "!";
    HttpResponse<String> other = send("GET", "/stream", "If-None-Match", tag);
    assertThat(other.statusCode()).isEqualTo(200);
    assertThat(other.body()).isEqualTo(body);
    assertThat(tags(other)).hasSize(1).doesNotContain(tag);
  }

  @Test
  void whatHasOneKeepsItAndWhatIsNoAnswerToKeepHasNone() throws Exception {
    assertThat(tags(send("GET", "/own"))).containsExactly("mine");
    assertThat(tags(send("GET", "/failing"))).isEmpty();
    assertThat(tags(send("POST", "/stream"))).isEmpty();
  }
}
