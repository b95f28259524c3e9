package dev.tally.web;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The routes under test on a free port. */
final class TestServer implements AutoCloseable {
  private final Javalin javalin;
  private final HttpClient client = HttpClient.newHttpClient();

  TestServer(List<Consumer<JavalinConfig>> parts) {
    javalin =
        Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              parts.forEach(part -> part.accept(config));
            });
    javalin.start("127.0.0.1", 0);
  }

  JsonNode json(String path) {
    return new JsonMapper().readTree(get(path).body());
  }

  HttpResponse<byte[]> get(String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + javalin.port() + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return client.send(request.build(), BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new AssertionError(path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(path, e);
    }
  }

  /** "GET /api/v1/status" and so on. */
  List<String> routes() {
    return javalin.unsafe.internalRouter.allHttpHandlers().stream()
        .map(handler -> handler.endpoint.method + " " + handler.endpoint.path)
        .toList();
  }

  @Override
  public void close() {
    client.close();
    javalin.stop();
  }
}
