package dev.tally.app.hostile;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Random;

/** One request after the other. */
final class HttpAttacker implements Runnable {
  private static final Duration ANSWER_TIME_MAX = Duration.ofSeconds(60);

  private final URI address;
  private final long requests;
  private final HostileBodies bodies;
  private final Answers answers;

  HttpAttacker(URI address, long requests, long seed, Answers answers) {
    this.address = address;
    this.requests = requests;
    this.bodies = new HostileBodies(new Random(seed));
    this.answers = answers;
  }

  @Override
  public void run() {
    try (HttpClient client = HttpClient.newHttpClient()) {
      for (long i = 0; i < requests; i++) {
        answers.add(send(client, bodies.next()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String send(HttpClient client, HostileBodies.Body body) throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .timeout(ANSWER_TIME_MAX)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body.bytes));
    if (!body.encoding.isEmpty()) {
      request.header("Content-Encoding", body.encoding);
    }
    try {
      HttpResponse<Void> response =
          client.send(request.build(), HttpResponse.BodyHandlers.discarding());
      return "http " + response.statusCode();
    } catch (IOException e) {
      return "http connection closed";
    }
  }
}
