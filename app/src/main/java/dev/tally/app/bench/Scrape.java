package dev.tally.app.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.TreeMap;

/** A look at {@code /metrics}: what an operator sees. */
record Scrape(Map<String, Double> values) {
  static Scrape of(String address) {
    HttpRequest request = HttpRequest.newBuilder(URI.create(address + "/metrics")).build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      Map<String, Double> values = new TreeMap<>();
      client
          .send(request, BodyHandlers.ofLines())
          .body()
          .filter(line -> !line.startsWith("#"))
          .forEach(
              line -> {
                int space = line.lastIndexOf(' ');
                values.put(line.substring(0, space), Double.parseDouble(line.substring(space)));
              });
      return new Scrape(values);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Scrape(Map.of());
    }
  }

  /** Of each label set of a counter: how much it grew since {@code before}. */
  Map<String, Long> grown(Scrape before, String counter) {
    Map<String, Long> grown = new TreeMap<>();
    values.forEach(
        (name, value) -> {
          long more = Math.round(value - before.values().getOrDefault(name, 0.0));
          if (name.startsWith(counter + "{") && more > 0) {
            grown.put(name.substring(name.indexOf('"') + 1, name.lastIndexOf('"')), more);
          }
        });
    return grown;
  }
}
