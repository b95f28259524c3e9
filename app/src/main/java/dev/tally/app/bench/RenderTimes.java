package dev.tally.app.bench;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks a Graphite the same again and again, one request after the other. The client shares the
 * cores with whom it asks: the JDK's plain one takes half as long for two megabytes as its {@code
 * HttpClient}.
 */
final class RenderTimes {
  private static final double NANOS_PER_MS = 1e6;
  private static final int OK = 200;

  private final int rounds;
  private final long intervalNanos;
  private long next = System.nanoTime();

  /**
   * @param interval from the beginning of one request to that of the next, at least
   */
  RenderTimes(int rounds, Duration interval) {
    this.rounds = rounds;
    this.intervalNanos = interval.toNanos();
  }

  /**
   * @param requests by name: path and query
   */
  Map<String, RenderReport.Times> measure(String address, Map<String, String> requests) {
    return measure(address, requests, () -> {});
  }

  /**
   * @param before each request, and not counted
   */
  Map<String, RenderReport.Times> measure(
      String address, Map<String, String> requests, Runnable before) {
    Map<String, RenderReport.Times> times = new LinkedHashMap<>();
    requests.forEach(
        (name, request) -> times.put(name, measure(URI.create(address + request), before)));
    return times;
  }

  /** A fifth as many requests before are not counted. */
  private RenderReport.Times measure(URI request, Runnable before) {
    long bytes = 0;
    for (int i = 0; i < (rounds + 4) / 5; i++) {
      before.run();
      awaitTurn();
      bytes = get(request).length;
    }
    double[] millis = new double[rounds];
    for (int i = 0; i < rounds; i++) {
      before.run();
      awaitTurn();
      long begin = System.nanoTime();
      get(request);
      millis[i] = (System.nanoTime() - begin) / NANOS_PER_MS;
    }
    Arrays.sort(millis);
    return new RenderReport.Times(
        quantile(millis, 0.5), quantile(millis, 0.95), quantile(millis, 1), bytes);
  }

  private void awaitTurn() {
    long now = System.nanoTime();
    while (now < next) {
      LockSupport.parkNanos(next - now);
      now = System.nanoTime();
    }
    next = now + intervalNanos;
  }

  private static double quantile(double[] sorted, double share) {
    int index = (int) Math.ceil(share * sorted.length) - 1;
    return Rounded.to3(sorted[Math.clamp(index, 0, sorted.length - 1)]);
  }

  byte[] get(URI request) {
    try {
      HttpURLConnection connection = (HttpURLConnection) request.toURL().openConnection();
      if (connection.getResponseCode() != OK) {
        throw new TallyException(
            ErrorCode.INTERNAL, "%s: status %d".formatted(request, connection.getResponseCode()));
      }
      try (InputStream body = connection.getInputStream()) {
        return body.readAllBytes();
      }
    } catch (IOException e) {
      throw new TallyException(ErrorCode.INTERNAL, "%s: %s".formatted(request, e), e);
    }
  }
}
