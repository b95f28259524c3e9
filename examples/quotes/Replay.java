import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipInputStream;

/**
 * Sends instruments and half an hour of their quotes to a Tally, and then goes on for a while. Made up, and the same
 * each time but for the time of day; or, of AIG, as they were. Needs nothing but a JDK:
 *
 * <pre>java Replay.java [--url http://localhost:8080] [--seconds 0] [--rate 200] [--seed 7] [--aig FILE.zip]</pre>
 */
public final class Replay {
  private static final int MINUTES = 30;
  private static final int REQUEST_EVENTS = 5_000;
  private static final int ATTEMPTS = 10;

  /** An instrument, where its price is now, and how wildly it moves: standard deviation of a step. */
  private static final class Share {
    final String symbol;
    final double step;
    double price;

    Share(String symbol, double price, double step) {
      this.symbol = symbol;
      this.price = price;
      this.step = step;
    }
  }

  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<String, String> options;
  private final Random random;
  private final Instant start = Instant.now();
  private final List<Share> shares = new ArrayList<>();
  private final List<String> pending = new ArrayList<>();
  private long sent;

  private Replay(Map<String, String> options) {
    this.options = options;
    this.random = new Random(Long.parseLong(options.getOrDefault("--seed", "7")));
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Map<String, String> options = new HashMap<>();
    for (int i = 0; i + 1 < arguments.length; i += 2) {
      options.put(arguments[i], arguments[i + 1]);
    }
    new Replay(options).run();
  }

  private void run() throws IOException, InterruptedException {
    addInstruments();
    if (options.containsKey("--aig")) {
      quotesOf(Path.of(options.get("--aig")));
    } else {
      madeUpQuotes();
    }
    flush();
    System.out.printf("sent %,d events of the last %d minutes%n", sent, MINUTES);
    goOn(Integer.parseInt(options.getOrDefault("--seconds", "0")));
  }

  /** T00 to T18 stay, HOT is one that jumps, GONE was deleted ten minutes ago. */
  private void addInstruments() throws IOException, InterruptedException {
    for (int i = 0; i < 19; i++) {
      share("T%02d".formatted(i), 20 + random.nextInt(200), 0.0005);
    }
    share("HOT", 50, 0.0005);
    share("GONE", 10, 0.0005);
    if (options.containsKey("--aig")) {
      share("AIG", 48, 0.0001);
    }
    instrument(shares.get(20), start.minus(Duration.ofMinutes(10)), true);
  }

  private void share(String symbol, double price, double step) throws IOException, InterruptedException {
    Share share = new Share(symbol, price, step);
    shares.add(share);
    instrument(share, start.minus(Duration.ofMinutes(MINUTES + 5)), false);
  }

  private void instrument(Share share, Instant time, boolean isDeleted)
      throws IOException, InterruptedException {
    add(
        "quotes.Instrument",
        time,
        "\"symbol\":\"%s\",\"name\":\"%s Inc.\",\"exchange\":\"%s\",\"tick\":0.01,\"deleted\":%b"
            .formatted(share.symbol, share.symbol, share.symbol.hashCode() % 2 == 0 ? "NYSE" : "NASDAQ", isDeleted));
  }

  /** A quote about every two seconds; of HOT the last two minutes go up by an eighth, T18 is quiet for a while. */
  private void madeUpQuotes() throws IOException, InterruptedException {
    for (long second = MINUTES * 60L; second > 0; second -= 2) {
      for (Share share : shares) {
        boolean isQuiet =
            share.symbol.equals("T18") && second > 600 && second < 1_200 || share.symbol.equals("GONE") && second < 600;
        if (!isQuiet) {
          move(share, share.symbol.equals("HOT") && second <= 120 ? 1.002 : 1);
          quote(share, start.minusMillis(second * 1_000 - random.nextInt(2_000)));
        }
      }
    }
  }

  private void move(Share share, double factor) {
    share.price = Math.max(0.01, share.price * factor * (1 + share.step * random.nextGaussian()));
  }

  /**
   * The last half hour of a day of QuantConnect's Lean: milliseconds since midnight, bid × 10,000, its size, ask ×
   * 10,000, its size, … One side of a line is 0; the price is the middle of the last two.
   */
  private void quotesOf(Path zip) throws IOException, InterruptedException {
    List<long[]> lines = new ArrayList<>();
    try (ZipInputStream entries = new ZipInputStream(Files.newInputStream(zip))) {
      entries.getNextEntry();
      BufferedReader in = new BufferedReader(new InputStreamReader(entries, StandardCharsets.US_ASCII));
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] fields = line.split(",", -1);
        lines.add(
            new long[] {
              Long.parseLong(fields[0]), Long.parseLong(fields[1]), Long.parseLong(fields[2]),
              Long.parseLong(fields[3]), Long.parseLong(fields[4])
            });
      }
    }
    Share aig = shares.getLast();
    long end = 16 * 3_600_000L;
    long bid = 0;
    long ask = 0;
    for (long[] line : lines) {
      bid = line[1] > 0 ? line[1] : bid;
      ask = line[3] > 0 ? line[3] : ask;
      if (line[0] < end && line[0] >= end - MINUTES * 60_000L && bid > 0 && ask > 0) {
        aig.price = (bid + ask) / 20_000.0;
        quote(aig, start.minusMillis(end - line[0]), line[2] + line[4]);
      }
    }
  }

  /** As it happens; HOT jumps by an eighth after five seconds. */
  private void goOn(int seconds) throws IOException, InterruptedException {
    int perTick = Math.max(1, Integer.parseInt(options.getOrDefault("--rate", "200")) / 5);
    for (int tick = 0; tick < seconds * 5; tick++) {
      for (int i = 0; i < perTick; i++) {
        Share share = shares.get(random.nextInt(shares.size()));
        if (!share.symbol.equals("GONE")) {
          move(share, 1);
          quote(share, Instant.now());
        }
      }
      if (tick == 25) {
        Share hot = shares.get(19);
        hot.price *= 1.125;
        quote(hot, Instant.now());
      }
      flush();
      Thread.sleep(200);
    }
    if (seconds > 0) {
      System.out.printf("sent %,d events in all%n", sent);
    }
  }

  private void quote(Share share, Instant time) throws IOException, InterruptedException {
    quote(share, time, 100L * (1 + random.nextInt(20)));
  }

  private void quote(Share share, Instant time, long size) throws IOException, InterruptedException {
    add(
        "quotes.Quote",
        time,
        String.format(
            Locale.ROOT, "\"symbol\":\"%s\",\"price\":%.4f,\"size\":%d", share.symbol, share.price, size));
  }

  private void add(String event, Instant time, String attributes) throws IOException, InterruptedException {
    pending.add(
        "{\"event\":\"%s\",\"time\":\"%s\",\"id\":\"%d-%d\",\"attributes\":{%s}}"
            .formatted(event, time, start.toEpochMilli(), sent + pending.size(), attributes));
    if (pending.size() == REQUEST_EVENTS) {
      flush();
    }
  }

  /** What was not acknowledged is sent again: by their ids, events count once. */
  private void flush() throws IOException, InterruptedException {
    if (pending.isEmpty()) {
      return;
    }
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(options.getOrDefault("--url", "http://localhost:8080") + "/v1/events"))
            .header("Content-Type", "application/x-ndjson")
            .POST(HttpRequest.BodyPublishers.ofString(String.join("\n", pending)))
            .build();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    for (int attempt = 1; attempt < ATTEMPTS && answer.statusCode() / 100 != 2; attempt++) {
      Thread.sleep(500);
      answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    }
    if (answer.statusCode() / 100 != 2 || !answer.body().contains("\"rejected\":0")) {
      throw new IOException("Tally answered " + answer.statusCode() + ": " + answer.body());
    }
    sent += pending.size();
    pending.clear();
  }
}
