package dev.tally.app.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.net.ssl.SSLContext;

/** Passes requests on to a server, without the path that they begin with. */
final class PathProxy implements AutoCloseable {
  private static final int BAD_GATEWAY = 502;
  private static final int NOT_FOUND = 404;
  private static final Set<String> OF_THE_CONNECTION =
      Set.of(
          "host", "connection", "content-length", "transfer-encoding", "upgrade", "http2-settings");

  private final HttpServer server;
  private final String host;
  private final HttpClient client = HttpClient.newHttpClient();
  private final String to;
  private final String path;
  private volatile String awaited = "";
  private volatile Meanwhile meanwhile = () -> {};

  /** What happens while a request waits. */
  interface Meanwhile {
    void happen() throws IOException;
  }

  private PathProxy(HttpServer server, String host, String to, String path) {
    this.server = server;
    this.host = host;
    this.to = to;
    this.path = path;
  }

  static PathProxy of(String to, String path) throws IOException {
    return start(HttpServer.create(anyPort(), 0), "http://127.0.0.1", to, path);
  }

  /** Of the name localhost, by https. */
  static PathProxy secure(String to, SSLContext context) throws IOException {
    HttpsServer server = HttpsServer.create(anyPort(), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    return start(server, "https://localhost", to, "");
  }

  private static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private static PathProxy start(HttpServer server, String host, String to, String path) {
    PathProxy proxy = new PathProxy(server, host, to, path);
    proxy.server.createContext("/", proxy::pass);
    proxy.server.start();
    return proxy;
  }

  String address() {
    return "%s:%d%s".formatted(host, server.getAddress().getPort(), path);
  }

  /** Something happens before a POST to a path is passed on. */
  void before(String postPath, Meanwhile event) {
    meanwhile = event;
    awaited = postPath;
  }

  private void pass(HttpExchange exchange) throws IOException {
    String asked = exchange.getRequestURI().toString();
    try (exchange) {
      if (!asked.startsWith(path + "/")) {
        exchange.sendResponseHeaders(NOT_FOUND, -1);
        return;
      }
      String rest = asked.substring(path.length());
      byte[] body = exchange.getRequestBody().readAllBytes();
      if (exchange.getRequestMethod().equals("POST") && rest.equals(awaited)) {
        meanwhile.happen();
      }
      HttpResponse<byte[]> answer = ask(exchange, URI.create(to + rest), body);
      answer
          .headers()
          .firstValue("Content-Type")
          .ifPresent(type -> exchange.getResponseHeaders().add("Content-Type", type));
      exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
      exchange.getResponseBody().write(answer.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      exchange.sendResponseHeaders(BAD_GATEWAY, -1);
    }
  }

  private HttpResponse<byte[]> ask(HttpExchange exchange, URI uri, byte[] body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body));
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> {
              if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                List.copyOf(values).forEach(value -> request.header(name, value));
              }
            });
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }

  @Override
  public void close() {
    server.stop(0);
    client.close();
  }
}
