package dev.tally.collector.http;

import io.javalin.Javalin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The edge on a free port, and a client. */
final class EdgeServer implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Javalin javalin;
  private final HttpClient client = HttpClient.newHttpClient();

  EdgeServer(EventsApi api) {
    javalin =
        Javalin.create(
                config -> {
                  config.startup.showJavalinBanner = false;
                  config.concurrency.useVirtualThreads = true;
                  api.accept(config);
                })
            .start("127.0.0.1", 0);
  }

  /** An answer, its body read as JSON. */
  record Answer(int status, JsonNode body, HttpResponse<String> response) {
    String code() {
      return body.path("code").asString("");
    }

    int number(String field) {
      return body.path(field).asInt(-1);
    }

    /** "index code attribute" of each error. */
    java.util.List<String> errors() {
      return body.path("errors").values().stream()
          .map(
              error ->
                  (error.path("index").asInt()
                          + " "
                          + error.path("code").asString()
                          + " "
                          + error.path("attribute").asString())
                      .strip())
          .toList();
    }
  }

  int port() {
    return javalin.port();
  }

  Answer json(String body) {
    return post("", body.getBytes(StandardCharsets.UTF_8), "Content-Type", "application/json");
  }

  Answer lines(String body) {
    return post("", body.getBytes(StandardCharsets.UTF_8), "Content-Type", "application/x-ndjson");
  }

  /**
   * @param query "?…", or nothing
   */
  Answer post(String query, byte[] body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address(query)).POST(BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request.build());
  }

  Answer options(String... headers) {
    return send(
        HttpRequest.newBuilder(address(""))
            .method("OPTIONS", BodyPublishers.noBody())
            .headers(headers)
            .build());
  }

  private URI address(String query) {
    return URI.create("http://127.0.0.1:" + javalin.port() + "/v1/events" + query);
  }

  private Answer send(HttpRequest request) {
    try {
      HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
      return new Answer(
          response.statusCode(),
          JSON.readTree(response.body().isEmpty() ? "{}" : response.body()),
          response);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    javalin.stop();
    client.close();
  }
}
