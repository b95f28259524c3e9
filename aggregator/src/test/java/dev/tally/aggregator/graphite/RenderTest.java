package dev.tally.aggregator.graphite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tally.aggregator.testing.GraphiteServer;
import dev.tally.aggregator.testing.HttpServer.Answer;
import dev.tally.aggregator.testing.HttpServer.Text;
import dev.tally.aggregator.testing.Orders;
import dev.tally.aggregator.testing.StoredPoints;
import dev.tally.edl.model.DimensionSet;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.testing.EngineExtension;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

@ExtendWith(EngineExtension.class)
class RenderTest {
  /** 2001-03-04T00:00:00Z. */
  private static final long MARCH_4 = 983_664_000;

  private static final Instant NOW = Instant.parse("2001-03-07T00:30:00Z");
  private static final String LONG = "shop.Order.revenue.1h";

  private final GraphiteServer graphite;

  RenderTest(ClickHouse clickHouse) {
    this.graphite = new GraphiteServer(clickHouse, NOW);
  }

  @BeforeAll
  static void write(ClickHouse clickHouse) {
    StoredPoints points = new StoredPoints(clickHouse);
    DimensionSet none = DimensionSet.OVERALL;
    points.write("orders", "", Orders.DAY, none, List.of(), 1, MARCH_4, 10, Double.NaN, 0.1);
    points.write("orders", "", Orders.DAY, Orders.COUNTRY, List.of("NO"), 1, MARCH_4, 1, 2e20, 3);
    points.write("revenue", "", Orders.HOUR, none, List.of(), 1, MARCH_4 + 999 * 3_600, 5);
    // A thousand hours, one in seven missing, one in five written twice.
    clickHouse.execute(
        """
        INSERT INTO series (path, time, value, version)
        SELECT {path:String}, {start:UInt32} + number * 3600, cityHash64(number) % 1000, 1
        FROM numbers(1000) WHERE number % 7 != 3
        UNION ALL
        SELECT {path:String}, {start:UInt32} + number * 3600, cityHash64(number) % 77, 2
        FROM numbers(1000) WHERE number % 5 = 2""",
        Map.of("path", LONG, "start", MARCH_4), Map.of());
    clickHouse.execute(
        """
        INSERT INTO series_index SELECT path, event, metric, statistic, resolution, dimension_set,
          dimension_values, unit, {start:UInt32}, {start:UInt32}
        FROM series_index WHERE path = {path:String}""",
        Map.of("path", LONG, "start", MARCH_4),
        Map.of());
  }

  @AfterEach
  void close() {
    graphite.close();
  }

  private Answer render(String target, String... more) {
    String[] all = new String[more.length + 6];
    System.arraycopy(
        new String[] {"target", target, "from", "20010304", "until", "20010307"}, 0, all, 0, 6);
    System.arraycopy(more, 0, all, 6, more.length);
    return graphite.http().get("/render", all);
  }

  private Text text(String target, String... format) {
    String[] all = new String[format.length + 6];
    System.arraycopy(
        new String[] {"target", target, "from", "20010304", "until", "20010307"}, 0, all, 0, 6);
    System.arraycopy(format, 0, all, 6, format.length);
    return graphite.http().text("/render", all);
  }

  @Test
  void csvHasALinePerPoint() {
    Text csv =
        text(
            "shop.Order.orders.1d",
            "target",
            "alias(shop.Order.orders.1d.country.NO,'Norway, \"NO\"')",
            "format",
            "csv",
            "tz",
            "Europe/Oslo",
            "from",
            "00:00_20010304");
    assertThat(csv.contentType()).startsWith("text/csv");
    assertThat(text("shop.Order.orders.1d", "format", "csv").body())
        .isEqualTo(
            """
            shop.Order.orders.1d,2001-03-04 00:00:00,10.0
            shop.Order.orders.1d,2001-03-05 00:00:00,
            shop.Order.orders.1d,2001-03-06 00:00:00,0.1
            """
                .replace("\n", "\r\n"));
    assertThat(csv.body())
        .contains("shop.Order.orders.1d,2001-03-04 01:00:00,10.0\r\n")
        .contains("\"Norway, \"\"NO\"\"\",2001-03-05 01:00:00,2e+20\r\n");
  }

  @Test
  void rawHasALinePerSeries() {
    String expected = "shop.Order.orders.1d,983664000,983923200,86400|10.0,None,0.1\n";
    assertThat(text("shop.Order.orders.1d", "format", "raw").body()).isEqualTo(expected);
    assertThat(text("shop.Order.orders.1d", "rawData", "true").body()).isEqualTo(expected);
    // As Graphite: only JSON is consolidated.
    assertThat(text("shop.Order.orders.1d", "format", "raw", "maxDataPoints", "1").body())
        .isEqualTo(expected);
  }

  @Test
  void dygraphHasARowPerTime() {
    assertThat(
            render(
                    "shop.Order.orders.1d",
                    "target",
                    "shop.Order.orders.1d.country.NO",
                    "format",
                    "dygraph")
                .body()
                .toString())
        .isEqualTo(
            "{\"labels\":[\"Time\",\"shop.Order.orders.1d\",\"shop.Order.orders.1d.country.NO\"],"
                + "\"data\":[[983664000000,10,1],[983750400000,null,2.0E20],[983836800000,0.1,3]]}");
    assertThat(render("nothing", "format", "dygraph").body().toString()).isEqualTo("{}");
  }

  @Test
  void nowMayBeGiven() {
    Answer answer =
        graphite
            .http()
            .get(
                "/render",
                "target",
                "shop.Order.orders.1d",
                "from",
                "-2d",
                "now",
                "20010306",
                "tz",
                "UTC");
    assertThat(answer.body().get(0).get("datapoints").toString())
        .isEqualTo("[[10,983664000],[null,983750400]]");
  }

  /** What is consolidated as it is read is what it would be later: {@code scale} makes it so. */
  @ParameterizedTest
  @CsvSource({
    "avg,2",
    "avg,3",
    "avg,7",
    "avg,100",
    "avg,167",
    "avg,999",
    "avg,1000",
    "sum,10",
    "min,10",
    "max,10",
    "first,10",
    "last,10",
    "last,333",
    "median,10",
    "count,10",
    "avg_zero,10",
    "multiply,100",
    "avg,1"
  })
  void consolidatedAsItIsReadIsTheSame(String how, int pointsMax) {
    String[] range = {
      "from", "983700000", "until", "987000000", "maxDataPoints", String.valueOf(pointsMax)
    };
    JsonNode here = consolidated("scale(" + LONG + ",1)", how, range);
    JsonNode there = consolidated("alias(" + LONG + ",'a')", how, range);
    assertThat(there.size()).isEqualTo(here.size()).isLessThanOrEqualTo(pointsMax);
    for (int i = 0; i < here.size(); i++) {
      JsonNode expected = here.get(i);
      JsonNode point = there.get(i);
      assertThat(point.get(1).asLong()).isEqualTo(expected.get(1).asLong());
      assertThat(point.get(0).isNull()).isEqualTo(expected.get(0).isNull());
      if (!point.get(0).isNull()) {
        assertThat(point.get(0).asDouble()).isCloseTo(expected.get(0).asDouble(), within(1e-9));
      }
    }
  }

  private JsonNode consolidated(String series, String how, String... range) {
    String target = how.equals("avg") ? series : "consolidateBy(%s,'%s')".formatted(series, how);
    String[] all = new String[range.length + 2];
    all[0] = "target";
    all[1] = target;
    System.arraycopy(range, 0, all, 2, range.length);
    Answer answer = graphite.http().get("/render", all);
    assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
    return answer.body().get(0).get("datapoints");
  }

  /** Of the ten hours one is missing. */
  @Test
  void xFilesFactorHoldsForWhatDoesNotSay() {
    String[] range = {"from", "983700000", "until", "983736000", "maxDataPoints", "1"};
    for (String target : List.of(LONG, "alias(" + LONG + ",'a')", "scale(" + LONG + ",1)")) {
      assertThat(factored(target, "0.5", range).get(0).get(0).isNull()).as(target).isFalse();
      assertThat(factored(target, "1", range).get(0).get(0).isNull()).as(target).isTrue();
    }
    String own = "xFilesFactor(" + LONG + ",0.1)";
    assertThat(factored(own, "1", range).get(0).get(0).isNull()).isFalse();
    Answer mistake = render(LONG, "xFilesFactor", "half");
    assertThat(mistake.body().asString()).startsWith("REQUEST_INVALID").contains("xFilesFactor");
  }

  @Test
  void xFilesFactorHoldsForWhatIsConsolidated() {
    String[] range = {"from", "983700000", "until", "987000000", "maxDataPoints", "100"};
    JsonNode all = factored(LONG, "0", range);
    JsonNode filled = factored(LONG, "0.95", range);
    assertThat(filled.size()).isEqualTo(all.size());
    long missing = 0;
    for (int i = 0; i < all.size(); i++) {
      missing += filled.get(i).get(0).isNull() ? 1 : 0;
      assertThat(all.get(i).get(0).isNull()).isFalse();
    }
    assertThat(missing).isGreaterThan(50);
  }

  private JsonNode factored(String target, String factor, String... range) {
    String[] all = new String[range.length + 4];
    System.arraycopy(new String[] {"target", target, "xFilesFactor", factor}, 0, all, 0, 4);
    System.arraycopy(range, 0, all, 4, range.length);
    Answer answer = graphite.http().get("/render", all);
    assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
    return answer.body().get(0).get("datapoints");
  }

  @Test
  void whatIsConsolidatedAsItIsReadCountsAsFewPoints(ClickHouse clickHouse) {
    try (GraphiteServer narrow =
        new GraphiteServer(clickHouse, NOW, GraphiteServer.limits(5, 100))) {
      String[] query = {
        "target", "aliasSub(" + LONG + ",\"(^.*$)\",\"\\1 A\")",
        "from", "983700000",
        "until", "987000000",
        "maxDataPoints", "100"
      };
      Answer answer = narrow.http().get("/render", query);
      assertThat(answer.body().get(0).get("target").asString()).isEqualTo(LONG + " A");
      query[1] = "scale(" + LONG + ",1)";
      assertThat(narrow.http().get("/render", query).body().asString()).contains("QUERY_LIMIT");
    }
  }

  @Test
  void theSameIsAnsweredFromTheCacheUntilTheNextRun(ClickHouse clickHouse) {
    StoredPoints points = new StoredPoints(clickHouse);
    DimensionSet none = DimensionSet.OVERALL;
    points.write("buyers", "", Orders.DAY, none, List.of(), 1, MARCH_4, 1);
    String target = "shop.Order.buyers.1d";
    assertThat(first(render(target))).isEqualTo(1);
    points.write("buyers", "", Orders.DAY, none, List.of(), 2, MARCH_4, 2);
    assertThat(first(render(target))).isEqualTo(1);
    assertThat(first(render(target, "noCache", "1"))).isEqualTo(2);
    assertThat(first(render(target))).isEqualTo(1);
    // Another resolution's run changes nothing here, but may add to what a pattern matches.
    assertThat(first(render("shop.Order.buyers.*"))).isEqualTo(2);
    points.write("buyers", "", Orders.DAY, none, List.of(), 3, MARCH_4, 3);
    run("60,3600");
    assertThat(first(render(target))).isEqualTo(1);
    assertThat(first(render("shop.Order.buyers.*"))).isEqualTo(3);
    run("3600,86400");
    assertThat(first(render(target))).isEqualTo(3);
    assertThat(first(render(target))).isEqualTo(3);
    points.write("buyers", "", Orders.DAY, none, List.of(), 4, MARCH_4, 4);
    windowMoves(86_400);
    assertThat(first(render(target))).isEqualTo(4);
    assertThat(graphite.count("tally.graphite.cache", "result", "hit")).isEqualTo(4);
  }

  @Test
  void whatIsDifferentIsAskedForItself() {
    render("shop.Order.orders.1d");
    render("shop.Order.orders.1d", "maxDataPoints", "2");
    render("shop.Order.orders.1d", "format", "dygraph");
    render("shop.Order.orders.1d", "noNullPoints", "1");
    render("shop.Order.orders.1d.country.NO");
    render("shop.Order.orders.1d", "now", "20010308");
    assertThat(graphite.count("tally.graphite.cache", "result", "hit")).isEqualTo(1);
  }

  @Test
  void whatDependsOnTheTimeOfDayIsAskedAgain() {
    String target = "timeSlice(shop.Order.orders.1d,'yesterday')";
    render(target, "now", "20010305");
    render(target, "now", "20010306");
    assertThat(graphite.count("tally.graphite.cache", "result", "hit")).isEqualTo(0);
  }

  private static double first(Answer answer) {
    return answer.body().get(0).get("datapoints").get(0).get(0).asDouble();
  }

  private void windowMoves(long step) {
    graphite
        .metadata()
        .withHandle(
            handle ->
                handle.execute(
                    "INSERT INTO rollup_window (event, metric, window_s, step_s, run, open_s)"
                        + " VALUES ('shop.Order', 'buyers', 604800, ?, 2, 983664000)",
                    step));
  }

  /** A run of some resolutions that is done. */
  private void run(String resolutions) {
    graphite
        .metadata()
        .withHandle(
            handle ->
                handle.execute(
                    "INSERT INTO rollup_run (resolution_s, resolutions, state, ranges, events, planned_at)"
                        + " VALUES (0, ?, 'DONE', '[]', 0, CURRENT_TIMESTAMP)",
                    resolutions));
  }
}
