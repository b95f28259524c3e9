package dev.tally.app.torture;

import dev.tally.app.truth.PlainEvent;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Posts numbered events to one collector, each with an id. A request without an answer is posted
 * again until there is one; and one event in a hundred is posted once more, later, as somebody does
 * who forgot that he did.
 */
final class Poster implements EventSource {
  private static final int REQUEST_EVENTS = 10;
  private static final int REPEATED_ONE_IN = 100;
  private static final Duration TICK = Duration.ofMillis(50);
  private static final Duration AGAIN_AFTER = Duration.ofMillis(200);
  private static final Duration ANSWER_TIME_MAX = Duration.ofSeconds(5);
  private static final Duration GRACE = Duration.ofSeconds(90);
  private static final int OK = 200;

  /** What a collector answers that can take the same request later. */
  private static final List<Integer> LATER = List.of(429, 503);

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final String name;
  private final URI address;
  private final Oracle oracle;
  private final long firstTimeMs;
  private final Random random;
  private final Consumer<String> problems;
  private final AtomicLong repeated = new AtomicLong();
  private final HttpClient http = HttpClient.newHttpClient();
  private volatile boolean stopping;

  /**
   * @param address of {@code /v1/events}
   * @param problems is told what a collector must not do
   */
  Poster(
      String name,
      URI address,
      Oracle oracle,
      long firstTimeMs,
      long seed,
      Consumer<String> problems) {
    this.name = name;
    this.address = address;
    this.oracle = oracle;
    this.firstTimeMs = firstTimeMs;
    this.random = new Random(seed);
    this.problems = problems;
  }

  @Override
  public void stop() {
    stopping = true;
  }

  /** Events that were posted once more although their request had been answered. */
  long repeated() {
    return repeated.get();
  }

  @Override
  public void run() {
    Oracle.Life life = oracle.begin(name);
    long acknowledged = 0;
    try (http) {
      List<String> answered = new ArrayList<>();
      boolean takes = true;
      while (takes && !stopping) {
        List<String> fresh = new ArrayList<>();
        for (int i = 0; i < REQUEST_EVENTS; i++) {
          PlainEvent event = Tick.make(random, firstTimeMs);
          fresh.add(Tick.line(name, life.made(event), event));
        }
        takes = isTaken(withRepeats(fresh, answered));
        if (takes) {
          acknowledged += REQUEST_EVENTS;
          answered.addAll(fresh);
        }
        Patience.pause(TICK);
      }
    } catch (RuntimeException e) {
      problems.accept(name + " failed: " + e);
    }
    life.ended(acknowledged, 0);
  }

  private List<String> withRepeats(List<String> fresh, List<String> answered) {
    List<String> lines = new ArrayList<>(fresh);
    for (int i = 0; i < fresh.size(); i++) {
      if (!answered.isEmpty() && random.nextInt(REPEATED_ONE_IN) == 0) {
        lines.add(random.nextInt(lines.size()), answered.get(random.nextInt(answered.size())));
        repeated.incrementAndGet();
      }
    }
    return lines;
  }

  /** The same request, until a collector has it; false when it said no, or time is up. */
  private boolean isTaken(List<String> lines) {
    String body = String.join("\n", lines);
    long deadline = 0;
    while (true) {
      if (stopping && deadline == 0) {
        deadline = System.nanoTime() + GRACE.toNanos();
      }
      if (deadline != 0 && System.nanoTime() - deadline > 0) {
        problems.accept("%s has no answer within %s".formatted(name, GRACE));
        return false;
      }
      try {
        HttpResponse<String> answer = post(body);
        if (answer.statusCode() == OK) {
          return isWhole(answer.body(), lines.size());
        }
        if (!LATER.contains(answer.statusCode())) {
          problems.accept("%s got %d: %s".formatted(name, answer.statusCode(), answer.body()));
          return false;
        }
      } catch (IOException e) {
        // Nobody there, or gone with the answer: the same again.
      }
      Patience.pause(AGAIN_AFTER);
    }
  }

  private HttpResponse<String> post(String body) throws IOException {
    try {
      return http.send(
          HttpRequest.newBuilder(address)
              .header("Content-Type", "application/x-ndjson")
              .timeout(ANSWER_TIME_MAX)
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private boolean isWhole(String answer, int events) {
    JsonNode counts = JSON.readTree(answer);
    boolean whole = counts.path("accepted").asInt() == events;
    if (!whole) {
      problems.accept("%s posted %d events: %s".formatted(name, events, answer));
    }
    return whole;
  }
}
