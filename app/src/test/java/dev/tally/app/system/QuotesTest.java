package dev.tally.app.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The example pack {@code examples/quotes}, as its README has it; and how fresh its answers are.
 */
final class QuotesTest {
  private static final Duration SEEN_TIME_MAX = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(20);
  private static final int FRESH_TRIES = 20;

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Path PACK = TestFolders.root().resolve("examples").resolve("quotes");
  private static final String HOT =
      "/api/v1/candles/price/movers?eventType=quotes.Quote&by=symbol&window=5m&atLeast=0.1";

  @TempDir private Path folder;

  @Test
  void theExampleAnswersAndIsFresh() throws IOException, InterruptedException {
    try (TestInstallation tally = new TestInstallation(folder);
        HttpClient http = HttpClient.newHttpClient()) {
      tally.run("publish", PACK.resolve("edl").toString());
      replay(tally);
      tally.assertStored("quotes.Instrument", 22);

      await().atMost(SEEN_TIME_MAX).untilAsserted(() -> assertInstruments(tally, http));
      await().atMost(SEEN_TIME_MAX).untilAsserted(() -> assertCandles(tally, http));
      assertThat(symbols(get(tally, http, HOT))).contains("HOT").doesNotContain("T00", "T17");
      assertThat(tally.sql(Files.readString(PACK.resolve("hot.sql"))).toString()).contains("HOT");

      seeFresh(tally, http);
    }
  }

  private void replay(TestInstallation tally) throws IOException, InterruptedException {
    Path log = folder.resolve("replay.log");
    Process replay =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                PACK.resolve("Replay.java").toString(),
                "--url",
                tally.address("").toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertThat(replay.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(replay.exitValue()).as(Files.readString(log)).isZero();
  }

  private static void assertInstruments(TestInstallation tally, HttpClient http) {
    JsonNode there = get(tally, http, "/api/v1/entities/quotes.Instrument");
    assertThat(there.get("total").intValue()).isEqualTo(20);
    assertThat(there.toString()).contains("\"T00\"", "\"HOT\"").doesNotContain("\"GONE\"");
    JsonNode quote = get(tally, http, "/api/v1/entities/quotes.Quote?key=HOT");
    assertThat(quote.get("items").get(0).get("attributes").get("price").decimalValue())
        .isEqualByComparingTo(
            tally
                .sql(
                    "SELECT argMax(price, time) AS p FROM events.quotes_Quote WHERE symbol = 'HOT'")
                .getFirst()
                .get("p")
                .asString());
  }

  /** Against the raw events; no two of an instrument are of one millisecond. */
  private static void assertCandles(TestInstallation tally, HttpClient http) {
    Map<String, String> expected = new TreeMap<>();
    tally
        .sql(
            """
            SELECT symbol, toString(toUnixTimestamp(toStartOfMinute(time))) AS minute,
              toString(argMin(price, time)) AS o, toString(max(price)) AS h, toString(min(price)) AS l,
              toString(argMax(price, time)) AS c, toString(count()) AS n, toString(sum(size)) AS v
            FROM events.quotes_Quote GROUP BY symbol, minute""")
        .forEach(
            row ->
                expected.put(
                    row.get("symbol").asString() + " " + row.get("minute").asString(),
                    List.of("o", "h", "l", "c", "n", "v").stream()
                        .map(name -> "%.4f".formatted(Double.parseDouble(row.get(name).asString())))
                        .toList()
                        .toString()));
    Map<String, String> found = new TreeMap<>();
    String from = Instant.now().minus(Duration.ofHours(1)).toString();
    for (JsonNode series :
        get(tally, http, "/api/v1/candles/price?eventType=quotes.Quote&by=symbol&from=" + from)
            .get("items")) {
      for (JsonNode candle : series.get("candles")) {
        long minute = Instant.parse(candle.get("time").asString()).getEpochSecond();
        found.put(
            series.get("values").get(0).asString() + " " + minute,
            List.of("open", "high", "low", "close", "count", "volume").stream()
                .map(name -> "%.4f".formatted(candle.get(name).doubleValue()))
                .toList()
                .toString());
      }
    }
    assertThat(found).hasSizeGreaterThan(500).isEqualTo(expected);
  }

  /**
   * Sees each come, a mover and an instrument, and prints how long it took from the request that
   * sends it to the answer that has it. How long that may be depends on what else the machine does.
   */
  private static void seeFresh(TestInstallation tally, HttpClient http) {
    List<Duration> movers = new ArrayList<>();
    List<Duration> instruments = new ArrayList<>();
    for (int i = 0; i <= FRESH_TRIES; i++) {
      String symbol = "F" + i;
      Instant now = Instant.now();
      Instant sent = Instant.now();
      post(
          tally,
          http,
          quote(symbol, 100, now.minusMillis(900))
              + "\n"
              + quote(symbol, 111, now)
              + "\n"
              + """
              {"event":"quotes.Instrument","time":"%s","attributes":{"symbol":"%s"}}"""
                  .formatted(now, symbol));
      await()
          .pollDelay(Duration.ZERO)
          .pollInterval(POLL)
          .atMost(SEEN_TIME_MAX)
          .until(() -> symbols(get(tally, http, HOT + "&limit=1000")).contains(symbol));
      Duration moved = Duration.between(sent, Instant.now());
      await()
          .pollDelay(Duration.ZERO)
          .pollInterval(POLL)
          .atMost(SEEN_TIME_MAX)
          .until(
              () ->
                  get(tally, http, "/api/v1/entities/quotes.Instrument?key=" + symbol)
                          .get("total")
                          .intValue()
                      == 1);
      if (i > 0) { // the first one warms up
        movers.add(moved);
        instruments.add(Duration.between(sent, Instant.now()));
      }
    }
    Collections.sort(movers);
    Collections.sort(instruments);
    System.out.printf(
        "QuotesTest: a mover is seen after %s (median) to %s, then an instrument after %s to %s%n",
        movers.get(FRESH_TRIES / 2),
        movers.getLast(),
        instruments.get(FRESH_TRIES / 2),
        instruments.getLast());
  }

  private static String quote(String symbol, int price, Instant time) {
    return """
        {"event":"quotes.Quote","time":"%s","attributes":{"symbol":"%s","price":%d,"size":1}}"""
        .formatted(time, symbol, price);
  }

  private static List<String> symbols(JsonNode listing) {
    return listing.get("items").valueStream().map(i -> i.get("values").get(0).asString()).toList();
  }

  private static void post(TestInstallation tally, HttpClient http, String lines) {
    String answer =
        send(
            http,
            HttpRequest.newBuilder(tally.address("/v1/events"))
                .header("Content-Type", "application/x-ndjson")
                .POST(HttpRequest.BodyPublishers.ofString(lines))
                .build());
    assertThat(answer).contains("\"rejected\":0");
  }

  private static JsonNode get(TestInstallation tally, HttpClient http, String path) {
    return JSON.readTree(send(http, HttpRequest.newBuilder(tally.address(path)).build()));
  }

  private static String send(HttpClient http, HttpRequest request) {
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      return answer.body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
