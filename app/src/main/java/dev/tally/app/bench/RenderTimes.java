package dev.tally.app.bench;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Asks a Graphite the same again and again, one request after the other. */
final class RenderTimes implements AutoCloseable {
  private static final double NANOS_PER_MS = 1e6;
  private static final int OK = 200;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final int rounds;

  RenderTimes(int rounds) {
    this.rounds = rounds;
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
      bytes = get(request).length;
    }
    double[] millis = new double[rounds];
    for (int i = 0; i < rounds; i++) {
      before.run();
      long begin = System.nanoTime();
      get(request);
      millis[i] = (System.nanoTime() - begin) / NANOS_PER_MS;
    }
    Arrays.sort(millis);
    return new RenderReport.Times(
        quantile(millis, 0.5), quantile(millis, 0.95), quantile(millis, 1), bytes);
  }

  private static double quantile(double[] sorted, double share) {
    int index = (int) Math.ceil(share * sorted.length) - 1;
    return Rounded.to3(sorted[Math.clamp(index, 0, sorted.length - 1)]);
  }

  byte[] get(URI request) {
    try {
      HttpResponse<byte[]> response =
          client.send(
              HttpRequest.newBuilder(request).build(), HttpResponse.BodyHandlers.ofByteArray());
      if (response.statusCode() != OK) {
        throw new TallyException(
            ErrorCode.INTERNAL,
            "%s: status %d: %s"
                .formatted(
                    request,
                    response.statusCode(),
                    new String(response.body(), StandardCharsets.UTF_8)));
      }
      return response.body();
    } catch (IOException e) {
      throw new TallyException(ErrorCode.INTERNAL, "%s: %s".formatted(request, e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TallyException(ErrorCode.INTERNAL, "interrupted", e);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
