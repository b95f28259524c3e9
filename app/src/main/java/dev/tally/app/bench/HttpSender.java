package dev.tally.app.bench;

import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.AttributeType;
import dev.tally.edl.model.EventType;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/** Events of all types through {@code POST /v1/events}, as NDJSON that is ready beforehand. */
final class HttpSender implements AutoCloseable {
  private static final int CONNECTIONS = 4;
  private static final int LINES = 1_000;
  private static final int BODIES = 20;

  private final HttpClient client = HttpClient.newHttpClient();
  private final URI address;
  private final List<EventType> eventTypes;
  private final List<byte[]> bodies = new ArrayList<>();

  HttpSender(String httpAddress, List<EventType> eventTypes) {
    this.address = URI.create(httpAddress + "/v1/events");
    this.eventTypes = eventTypes;
    for (int body = 0; body < BODIES; body++) {
      StringBuilder lines = new StringBuilder();
      for (int line = 0; line < LINES; line++) {
        append(lines, body * LINES + line);
      }
      bodies.add(lines.toString().getBytes(StandardCharsets.UTF_8));
    }
  }

  private void append(StringBuilder lines, int number) {
    EventType eventType = eventTypes.get(number % eventTypes.size());
    lines
        .append("{\"event\":\"")
        .append(eventType.name())
        .append("\",\"attributes\":")
        .append(
            eventType.attributes().stream()
                .filter(attribute -> !attribute.eventTime())
                .map(attribute -> "\"%s\":%s".formatted(attribute.name(), value(attribute, number)))
                .collect(Collectors.joining(",", "{", "}")))
        .append("}\n");
  }

  private static String value(Attribute attribute, int number) {
    if (attribute.type() == AttributeType.BOOL) {
      return Boolean.toString(number % 3 == 0);
    }
    if (attribute.type() == AttributeType.ENUM) {
      return "\"PHONE\"";
    }
    return switch (attribute.kind()) {
      case DIM -> "\"value %d\"".formatted(number % 60);
      case STR -> "\"text of a value %d\"".formatted(number);
      case INT -> Integer.toString(number % 5_000);
      case NUM -> Double.toString(number % 1_000 / 8.0);
    };
  }

  /** Returns how many events were sent and taken, {@code events} or a few more. */
  long send(long events) throws Exception {
    List<Callable<Long>> requests = new ArrayList<>();
    for (long sent = 0; sent < events; sent += LINES) {
      byte[] body = bodies.get((int) (sent / LINES % BODIES));
      requests.add(() -> post(body));
    }
    long taken = 0;
    try (ExecutorService connections = Executors.newFixedThreadPool(CONNECTIONS)) {
      for (Future<Long> answer : connections.invokeAll(requests)) {
        taken += answer.get();
      }
    }
    return taken;
  }

  private long post(byte[] body) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .header("Content-Type", "application/x-ndjson")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200 || !response.body().contains("\"accepted\":" + LINES)) {
      throw new TallyException(
          ErrorCode.INTERNAL, "events were not taken over HTTP: " + response.body());
    }
    return LINES;
  }

  @Override
  public void close() {
    client.close();
  }
}
