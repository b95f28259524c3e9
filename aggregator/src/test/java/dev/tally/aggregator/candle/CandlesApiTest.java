package dev.tally.aggregator.candle;

import static dev.tally.storage.testing.Attributes.attribute;
import static dev.tally.storage.testing.Attributes.dimension;
import static dev.tally.storage.testing.Attributes.eventTime;
import static dev.tally.storage.testing.Attributes.scaled;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.aggregator.run.Rollup;
import dev.tally.aggregator.run.RunProgress;
import dev.tally.aggregator.testing.HttpServer;
import dev.tally.aggregator.testing.HttpServer.Answer;
import dev.tally.aggregator.testing.Orders;
import dev.tally.aggregator.testing.RawOrders;
import dev.tally.aggregator.testing.StoredEvents;
import dev.tally.aggregator.testing.StoredEvents.Stored;
import dev.tally.aggregator.testing.Tables;
import dev.tally.edl.model.Aggregate;
import dev.tally.edl.model.AttributeType;
import dev.tally.edl.model.Delivery;
import dev.tally.edl.model.DimensionSet;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Filter;
import dev.tally.edl.model.Metric;
import dev.tally.metadata.MetadataDatabase;
import dev.tally.metadata.MetadataSettings;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.testing.EngineExtension;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

@ExtendWith(EngineExtension.class)
class CandlesApiTest {
  private static final String NAME = "quotes.Quote";
  private static final DimensionSet SYMBOL = new DimensionSet(List.of("symbol"));
  private static final long START = RawOrders.START_S;
  private static final int HOURS = 3;

  /** A minute before the end of the third hour, and a half. */
  private static final Instant NOW = Instant.ofEpochSecond(START + HOURS * 3_600 - 90);

  private static final EventType TYPE =
      new EventType(
          NAME,
          "",
          "market",
          EventType.RAW_RETENTION_DEFAULT,
          Delivery.AT_LEAST_ONCE,
          List.of(
              eventTime("time"),
              dimension("symbol", AttributeType.STRING),
              scaled("price", AttributeType.INT64, 4),
              attribute("size", AttributeType.INT32)),
          List.of(
              metric("price", Optional.of("size"), Optional.empty(), 10, 60, 3_600),
              metric(
                  "large",
                  Optional.empty(),
                  Optional.of(
                      new Filter.Compare(
                          "size", Filter.Operator.GREATER, new Filter.Literal.Numeric(50))),
                  60),
              Orders.metric("quotes", new Aggregate.Count())),
          List.of());

  private final ClickHouse clickHouse;
  private final MetadataDatabase metadata =
      MetadataDatabase.open(MetadataSettings.memory(UUID.randomUUID().toString()));
  private final long seed = Long.getLong("tally.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final StoredEvents events;
  private final HttpServer server;
  private final List<Stored> quotes = new ArrayList<>();
  private int batches;

  CandlesApiTest(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
    this.events = new StoredEvents(clickHouse);
    this.server =
        new HttpServer(
            new CandlesApi(Orders.catalog(TYPE), clickHouse, Clock.fixed(NOW, ZoneOffset.UTC)));
  }

  private static Metric metric(
      String name, Optional<String> volume, Optional<Filter> filter, int... resolutions) {
    List<Duration> widths = new ArrayList<>();
    for (int seconds : resolutions) {
      widths.add(Duration.ofSeconds(seconds));
    }
    return new Metric(
        name,
        "",
        new Aggregate.Candle("price", volume),
        filter,
        List.of(DimensionSet.OVERALL, SYMBOL),
        widths,
        List.of(),
        "USD");
  }

  @BeforeEach
  void empty() {
    Tables.empty(clickHouse);
  }

  @AfterEach
  void close() {
    server.close();
    metadata.close();
  }

  private void rollUp() {
    new Rollup(
            Orders.catalog(TYPE),
            clickHouse,
            metadata,
            Clock.systemUTC(),
            1_000_000,
            RunProgress.NONE)
        .catchUp();
  }

  private static Stored quote(
      long timeMs, int batch, int row, String symbol, Optional<Long> price, long size) {
    Map<String, Long> integers = new HashMap<>(Map.of("size", size));
    price.ifPresent(p -> integers.put("price", p));
    return new Stored(
        NAME,
        timeMs,
        (START + 86_400) * 1_000 + batch,
        1,
        batch,
        row,
        1,
        symbol.isEmpty() ? Map.of() : Map.of("symbol", symbol),
        integers);
  }

  /** Late ones, many in the same millisecond, some without a price or a symbol, some sent twice. */
  private void commitSome() {
    List<Stored> some = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      batches++;
      for (int row = 0; row < 8; row++) {
        some.add(
            quote(
                START * 1_000 + random.nextInt(HOURS * 72) * 50_000L + random.nextInt(4),
                batches,
                row,
                random.nextInt(10) == 0 ? "" : "S" + random.nextInt(3),
                random.nextInt(10) == 0
                    ? Optional.empty()
                    : Optional.of((long) random.nextInt(1_000_000)),
                random.nextInt(100)));
      }
    }
    quotes.addAll(some);
    events.commit("c" + random.nextInt(2), some);
    if (random.nextInt(4) == 0) {
      events.commit("c2", some.stream().map(row -> row.again((START + 90_000) * 1_000)).toList());
    }
  }

  @Test
  void everyCandleIsThatOfTheQuotes() {
    for (int i = 0; i < 60; i++) {
      commitSome();
      if (random.nextInt(6) == 0) {
        rollUp();
      }
    }
    rollUp();
    int checked = 0;
    for (int interval : new int[] {10, 60, 300, 420, 3_600, 7_200}) {
      checked += check("price", interval, "");
      checked += check("price", interval, "symbol");
      if (interval >= 60) {
        check("large", interval, "symbol");
      }
    }
    assertThat(checked).isGreaterThan(1_000);
    clickHouse.execute("OPTIMIZE TABLE states_candle FINAL");
    check("price", 60, "symbol");
    check("large", 420, "");
  }

  private int check(String metric, int interval, String by) {
    Answer answer =
        get(
            metric,
            "interval",
            interval + "s",
            "by",
            by,
            "from",
            Instant.ofEpochSecond(START - 7_200).toString(),
            "until",
            Instant.ofEpochSecond(START + 7L * 86_400).toString());
    Map<String, String> found = new TreeMap<>();
    answer
        .body()
        .get("items")
        .forEach(
            series ->
                series
                    .get("candles")
                    .forEach(candle -> found.put(key(series, candle), text(candle))));
    assertThat(found)
        .as("%s by '%s' each %d s, seed %d", metric, by, interval, seed)
        .isEqualTo(expected(metric.equals("large"), interval, by));
    return found.size();
  }

  private static String key(JsonNode series, JsonNode candle) {
    return series.get("values")
        + " "
        + Instant.parse(candle.get("time").stringValue()).getEpochSecond();
  }

  private static String text(JsonNode candle) {
    return "%.4f %.4f %.4f %.4f %d %s"
        .formatted(
            candle.get("open").doubleValue(),
            candle.get("high").doubleValue(),
            candle.get("low").doubleValue(),
            candle.get("close").doubleValue(),
            candle.get("count").intValue(),
            candle.get("volume").isNull() ? "-" : candle.get("volume").intValue());
  }

  /** By sorting all quotes. */
  private Map<String, String> expected(boolean isLarge, int interval, String by) {
    Map<String, List<Stored>> groups = new TreeMap<>();
    for (Stored quote : quotes) {
      if (quote.integers().containsKey("price") && (!isLarge || size(quote) > 50)) {
        long second = quote.timeMs() / 1_000;
        String symbol = quote.texts().getOrDefault("symbol", "");
        String values = by.isEmpty() ? "[]" : "[\"" + symbol + "\"]";
        groups
            .computeIfAbsent(values + " " + (second - second % interval), k -> new ArrayList<>())
            .add(quote);
      }
    }
    Map<String, String> candles = new TreeMap<>();
    groups.forEach((key, group) -> candles.put(key, candle(group, isLarge)));
    return candles;
  }

  private static String candle(List<Stored> group, boolean isLarge) {
    List<Stored> sorted =
        group.stream()
            .sorted(
                Comparator.comparingLong(Stored::timeMs)
                    .thenComparingLong(Stored::receivedMs)
                    .thenComparingInt(Stored::row))
            .toList();
    return "%.4f %.4f %.4f %.4f %d %s"
        .formatted(
            price(sorted.getFirst()),
            sorted.stream().mapToDouble(CandlesApiTest::price).max().orElseThrow(),
            sorted.stream().mapToDouble(CandlesApiTest::price).min().orElseThrow(),
            price(sorted.getLast()),
            sorted.size(),
            isLarge ? "-" : sorted.stream().mapToLong(CandlesApiTest::size).sum());
  }

  private static double price(Stored quote) {
    return quote.integers().getOrDefault("price", 0L) / 10_000.0;
  }

  private static long size(Stored quote) {
    return quote.integers().getOrDefault("size", 0L);
  }

  private Answer get(String metric, String... more) {
    String[] query =
        Stream.concat(Stream.of("eventType", NAME), Stream.of(more)).toArray(String[]::new);
    Answer answer = server.get("/api/v1/candles/" + metric, query);
    assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
    return answer;
  }

  /** Of one symbol: seconds before now, and a price in ten-thousandths, in turns. */
  private void commit(String symbol, long... secondsAndPrices) {
    List<Stored> rows = new ArrayList<>();
    batches++;
    for (int i = 0; i < secondsAndPrices.length; i += 2) {
      rows.add(
          quote(
              (NOW.getEpochSecond() - secondsAndPrices[i]) * 1_000,
              batches,
              i,
              symbol,
              Optional.of(secondsAndPrices[i + 1]),
              1));
    }
    events.commit("a", rows);
  }

  private static String closes(Answer answer) {
    StringBuilder text = new StringBuilder();
    for (JsonNode series : answer.body().get("items")) {
      text.append(series.get("values").get(0).stringValue()).append(':');
      for (JsonNode candle : series.get("candles")) {
        text.append(' ')
            .append(candle.get("close").doubleValue())
            .append(candle.get("count").intValue() == 0 ? "=" : "");
      }
      text.append("; ");
    }
    return text.toString();
  }

  @Test
  void gapsAreFilledWithTheCloseBefore() {
    commit("A", 4 * 60, 10_000, 2 * 60, 30_000, 2 * 60 - 1, 20_000);
    commit("B", 2 * 86_400, 50_000, 7 * 86_400 + 3_600, 60_000); // over a weekend
    commit("C", 60, 70_000);
    commit("D", 8 * 86_400, 80_000); // too long ago
    rollUp();
    String[] five = {"by", "symbol", "interval", "1m", "from", NOW.minusSeconds(330).toString()};
    assertThat(closes(get("price", five))).isEqualTo("A: 1.0 2.0; C: 7.0; ");
    assertThat(closes(get("price", filled(five))))
        .isEqualTo("A: 1.0 1.0= 2.0 2.0= 2.0=; B: 5.0= 5.0= 5.0= 5.0= 5.0= 5.0=; C: 7.0 7.0=; ");
    assertThat(closes(get("price", filled("by", "symbol", "value", "A", "interval", "2m"))))
        .startsWith("A: 1.0")
        .doesNotContain("B");

    // Nothing is known of what is to come.
    String[] later = {
      "by",
      "symbol",
      "from",
      NOW.minusSeconds(90).toString(),
      "until",
      NOW.plusSeconds(600).toString()
    };
    assertThat(closes(get("price", filled(later))))
        .isEqualTo("A: 2.0= 2.0=; B: 5.0= 5.0=; C: 7.0 7.0=; ");
  }

  private static String[] filled(String... query) {
    return Stream.concat(Stream.of(query), Stream.of("fill", "previous")).toArray(String[]::new);
  }

  @Test
  void theLastThirtyIntervalsComeByThemselves() {
    commit("A", 29 * 60 + 20, 10_000, 31 * 60, 20_000, 0, 30_000);
    rollUp();
    JsonNode body = get("price", "by", "symbol").body();
    assertThat(body.get("items").get(0).get("candles")).hasSize(2);
    assertThat(body.get("interval").stringValue()).isEqualTo("1m");
    assertThat(body.get("unit").stringValue()).isEqualTo("USD");
    JsonNode filled = get("price", "by", "symbol", "fill", "previous").body();
    assertThat(filled.get("items").get(0).get("candles")).hasSize(30);
  }

  private String movers(String... more) {
    String[] query =
        Stream.concat(Stream.of("eventType", NAME, "by", "symbol"), Stream.of(more))
            .toArray(String[]::new);
    Answer answer = server.get("/api/v1/candles/price/movers", query);
    assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
    StringBuilder text = new StringBuilder();
    for (JsonNode mover : answer.body().get("items")) {
      text.append(
          "%s %.3f from %.1f, "
              .formatted(
                  mover.get("values").get(0).stringValue(),
                  mover.get("change").doubleValue(),
                  mover.get("reference").doubleValue()));
    }
    return text.append("of ").append(answer.body().get("total")).toString();
  }

  @Test
  void moversAreSeenAgainstThePriceBeforeTheWindow() {
    commit("UP", 400, 100_000, 200, 105_000, 1, 112_000);
    commit("DOWN", 90_000, 100_000, 3, 80_000); // one quote in the window, one the day before
    commit("NEW", 200, 100_000, 100, 111_000);
    commit("BACK", 400, 100_000, 200, 200_000, 10, 101_000);
    commit("SLOW", 900, 50_000, 320, 100_000, 5, 101_000);
    commit("QUIET", 400, 100_000, 320, 200_000);
    commit("ZERO", 400, 0, 5, 100_000);
    rollUp();
    assertThat(movers())
        .isEqualTo("DOWN -0.200 from 10.0, UP 0.120 from 10.0, NEW 0.110 from 10.0, of 3");
    assertThat(movers("atLeast", "0.115", "limit", "1")).isEqualTo("DOWN -0.200 from 10.0, of 2");
    assertThat(movers("window", "10m"))
        .startsWith("SLOW 1.020 from 5.0, QUIET 1.000 from 10.0, DOWN")
        .endsWith("of 5");
    assertThat(movers("until", NOW.minusSeconds(319).toString())).contains("QUIET 1.000");
    assertThat(movers("value", "UP")).isEqualTo("UP 0.120 from 10.0, of 1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "price;interval=15s;parameter 'interval': 15s is no multiple of a resolution of 'price', which has 10s, 1m, 1h",
        "price;interval=often;parameter 'interval': 'often' is no duration",
        "price;by=size;parameter 'by': metric 'price' is not broken down by 'size', only by '', 'symbol'",
        "price;by=symbol&value=A&value=B;parameter 'value': 2 values, and the dimension set 'symbol' has 1",
        "price;fill=next;parameter 'fill'",
        "price;from=2030-01-01T00:00:00Z;the range holds no beginning of a candle",
        "price;interval=10s&fill=previous&by=symbol&from=2024-01-01T00:00:00Z;more than 100,000 candles",
        "quotes;;metric 'quotes' of quotes.Quote is no candle, but a count",
        "none;;quotes.Quote has no metric 'none'",
      })
  void wrongParametersAreSaid(String metric, @Nullable String query, String message) {
    commit("A", 86_400 * 20, 1);
    rollUp();
    List<String> parameters = new ArrayList<>(List.of("eventType", NAME));
    for (String pair : Optional.ofNullable(query).orElse("").split("&", -1)) {
      if (!pair.isEmpty()) {
        parameters.addAll(List.of(pair.split("=", 2)));
      }
    }
    Answer answer = server.get("/api/v1/candles/" + metric, parameters.toArray(String[]::new));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body().stringValue()).contains(message);
  }
}
