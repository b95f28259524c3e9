package dev.tally.app.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Somebody who uses the API of review. */
public record ReviewClient(String address, String person, List<String> headers, HttpClient http)
    implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.shared();

  public static ReviewClient named(String address, String person) {
    return new ReviewClient(
        address, person, List.of("Tally-Person", person), HttpClient.newHttpClient());
  }

  public static ReviewClient withToken(String address, String token) {
    return new ReviewClient(
        address, "", List.of("Authorization", "Bearer " + token), HttpClient.newHttpClient());
  }

  public static ReviewClient unknown(String address) {
    return new ReviewClient(address, "", List.of("Accept", "*/*"), HttpClient.newHttpClient());
  }

  public JsonNode get(String path) throws IOException {
    return succeed(send("GET", path, Map.of()));
  }

  public JsonNode post(String path, Map<String, ?> body) throws IOException {
    return succeed(send("POST", path, body));
  }

  public JsonNode put(String path) throws IOException {
    return succeed(send("PUT", path, Map.of()));
  }

  int status(String method, String path, Map<String, ?> body) throws IOException {
    return send(method, path, body).statusCode();
  }

  /** What a refusal says. */
  String problem(String method, String path, Map<String, ?> body) throws IOException {
    HttpResponse<String> response = send(method, path, body);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
    return JSON.readTree(response.body()).path("detail").asString();
  }

  private static JsonNode succeed(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
    return JSON.readTree(response.body());
  }

  private HttpResponse<String> send(String method, String path, Map<String, ?> body)
      throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address + "/api/v1/" + path))
            .headers(headers.toArray(String[]::new))
            .method(
                method,
                method.equals("GET")
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofString(JSON.writeValueAsString(body)))
            .build();
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(path, e);
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
