package dev.tally.aggregator.testing;

import dev.tally.error.TallyException;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An API on a free port. A TallyException is answered by status 400 and its code and message. */
public final class HttpServer implements AutoCloseable {
  private final Javalin javalin;
  private final HttpClient client = HttpClient.newHttpClient();

  /** An answer, its body read as JSON. */
  public record Answer(int status, JsonNode body) {}

  /** An answer as it came. */
  public record Text(int status, String contentType, String body) {}

  public HttpServer(Consumer<JavalinConfig> api) {
    this.javalin =
        Javalin.create(
                config -> {
                  config.startup.showJavalinBanner = false;
                  config.jetty.host = "127.0.0.1";
                  config.routes.exception(
                      TallyException.class,
                      (e, context) ->
                          context
                              .status(400)
                              .result(
                                  new JsonMapper()
                                      .writeValueAsString(e.code() + ": " + e.getMessage())));
                  api.accept(config);
                })
            .start(0);
  }

  /**
   * @param query parameters, name and value in turns
   */
  public Answer get(String path, String... query) {
    return send(request(path + "?" + form(query)).GET().build());
  }

  public Answer post(String path, String... fields) {
    return send(
        request(path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form(fields)))
            .build());
  }

  public Text text(String path, String... query) {
    return exchange("GET", path + "?" + form(query), "");
  }

  /**
   * A request as a client wrote it.
   *
   * @param target path and query, encoded
   * @param body a form if there is one, or an object in JSON
   */
  public Text exchange(String method, String target, String body) {
    HttpRequest.Builder request = request(target);
    if (!body.isEmpty()) {
      request.header(
          "Content-Type",
          body.startsWith("{") ? "application/json" : "application/x-www-form-urlencoded");
    }
    HttpResponse<String> response =
        exchange(request.method(method, HttpRequest.BodyPublishers.ofString(body)).build());
    return new Text(
        response.statusCode(),
        response.headers().firstValue("Content-Type").orElse(""),
        response.body());
  }

  public int port() {
    return javalin.port();
  }

  private HttpRequest.Builder request(String target) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + javalin.port() + target));
  }

  private Answer send(HttpRequest request) {
    HttpResponse<String> response = exchange(request);
    return new Answer(response.statusCode(), new JsonMapper().readTree(response.body()));
  }

  private HttpResponse<String> exchange(HttpRequest request) {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String form(String... pairs) {
    StringBuilder form = new StringBuilder();
    for (int i = 0; i < pairs.length; i += 2) {
      form.append(i == 0 ? "" : "&")
          .append(pairs[i])
          .append('=')
          .append(URLEncoder.encode(pairs[i + 1], StandardCharsets.UTF_8));
    }
    return form.toString();
  }

  @Override
  public void close() {
    javalin.stop();
    client.close();
  }
}
