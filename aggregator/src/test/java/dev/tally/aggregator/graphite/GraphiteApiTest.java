package dev.tally.aggregator.graphite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.aggregator.testing.GraphiteServer;
import dev.tally.aggregator.testing.HttpServer;
import dev.tally.aggregator.testing.HttpServer.Answer;
import dev.tally.aggregator.testing.Orders;
import dev.tally.aggregator.testing.StoredPoints;
import dev.tally.edl.model.DimensionSet;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.testing.EngineExtension;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

@ExtendWith(EngineExtension.class)
class GraphiteApiTest {
  /** 2001-03-04T00:00:00Z. */
  private static final long MARCH_4 = 983_664_000;

  private static final Instant NOW = Instant.parse("2001-03-07T00:30:00Z");

  private final GraphiteServer graphite;
  private final HttpServer server;

  GraphiteApiTest(ClickHouse clickHouse) {
    this.graphite = new GraphiteServer(clickHouse, NOW, GraphiteServer.limits(5, 100));
    this.server = graphite.http();
  }

  @BeforeAll
  static void write(ClickHouse clickHouse) {
    StoredPoints points = new StoredPoints(clickHouse);
    DimensionSet none = DimensionSet.OVERALL;
    points.write("orders", "", Orders.DAY, none, List.of(), 1, MARCH_4, 10, 20, Double.NaN, 40);
    points.write("orders", "", Orders.DAY, none, List.of(), 2, MARCH_4, Double.NaN, 21);
    points.write("orders", "", Orders.HOUR, none, List.of(), 1, MARCH_4, 1, 2, 3);
    for (String country : List.of("NO", "SE", "N.O", "")) {
      points.write(
          "orders", "", Orders.DAY, Orders.COUNTRY, List.of(country), 1, MARCH_4, 1.5, 2.25);
    }
    points.write("amounts", "p95", Orders.DAY, none, List.of(), 1, MARCH_4, 7);
  }

  @AfterEach
  void close() {
    graphite.close();
  }

  private Answer render(String... query) {
    return server.get("/render", query);
  }

  private static String[] range(String target, String... more) {
    return Stream.concat(
            Stream.of("target", target, "from", "20010304", "until", "20010308", "format", "json"),
            Stream.of(more))
        .toArray(String[]::new);
  }

  private static String datapoints(Answer answer) {
    return answer.body().get(0).get("datapoints").toString();
  }

  @Test
  void aSeriesIsARegularGridAndTheHighestVersionCounts() {
    Answer answer = render(range("shop.Order.orders.1d"));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).hasSize(1);
    assertThat(answer.body().get(0).get("target").asString()).isEqualTo("shop.Order.orders.1d");
    assertThat(datapoints(answer))
        .isEqualTo("[[10,983664000],[21,983750400],[null,983836800],[40,983923200]]");
    assertThat(answer.body().get(0).get("tags").toString())
        .isEqualTo(
            "{\"event\":\"shop.Order\",\"metric\":\"orders\",\"name\":\"shop.Order.orders.1d\",\"resolution\":\"1d\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "983664000;983750400;[[10,983664000]]",
        "983664001;983750401;[[21,983750400]]",
        "20010304;now;[[10,983664000],[21,983750400],[null,983836800],[40,983923200]]",
        "-2d;-1h;[[null,983836800]]",
        "-1h;-2d;[[null,983836800]]",
        "yesterday;today;[[null,983836800]]",
        "00:00_20010305;00:01_20010305;[[21,983750400]]",
        // Less than a bucket: the one that holds the range.
        "12:00_20010305;13:00_20010305;[[21,983750400]]",
      })
  void theRangeHoldsItsBeginningAndNotItsEnd(String from, String until, String expected) {
    Answer answer = render("target", "shop.Order.orders.1d", "from", from, "until", until);
    assertThat(datapoints(answer)).isEqualTo(expected);
  }

  @Test
  void globsMatchOneComponent() {
    assertThat(targets(render(range("shop.Order.orders.1d.country.*"))))
        .containsExactly(
            "shop.Order.orders.1d.country.%00",
            "shop.Order.orders.1d.country.N%2EO",
            "shop.Order.orders.1d.country.NO",
            "shop.Order.orders.1d.country.SE");
    assertThat(targets(render(range("shop.Order.orders.1d.country.{NO,S?}"))))
        .containsExactly("shop.Order.orders.1d.country.NO", "shop.Order.orders.1d.country.SE");
    assertThat(targets(render(range("shop.Order.orders.*"))))
        .containsExactly("shop.Order.orders.1d", "shop.Order.orders.1h");
    assertThat(targets(render(range("shop.Order.orders.1d.country.N[!O]*"))))
        .containsExactly("shop.Order.orders.1d.country.N%2EO");
    assertThat(render(range("shop.Order.nothing.*")).body()).isEmpty();
  }

  @Test
  void aSeriesWithoutAPointInTheRangeIsLeftOut() {
    assertThat(
            render("target", "shop.Order.orders.*", "from", "20010306", "until", "20010308").body())
        .extracting(node -> node.get("target").asString())
        .containsExactly("shop.Order.orders.1d");
    assertThat(
            render("target", "shop.Order.orders.1d", "from", "19990101", "until", "20000101")
                .body())
        .isEmpty();
  }

  @Test
  void functionsApply() {
    Answer answer = render(range("alias(sumSeries(shop.Order.orders.1d.country.{NO,SE}),'both')"));
    assertThat(targets(answer)).containsExactly("both");
    assertThat(datapoints(answer))
        .isEqualTo("[[3,983664000],[4.5,983750400],[null,983836800],[null,983923200]]");
    assertThat(targets(render(range("aliasByNode(shop.Order.orders.1d.country.*,-1)"))))
        .containsExactly("%00", "N%2EO", "NO", "SE");
    assertThat(targets(render(range("aliasByNode(shop.Order.orders.1d.country.N%2EO,'country')"))))
        .containsExactly("N.O");
  }

  @Test
  void severalTargetsByFormAndQuery() {
    Answer answer =
        server.post(
            "/render",
            "target",
            "shop.Order.orders.1d",
            "target",
            "shop.Order.amounts.p95.1d",
            "from",
            "983664000",
            "until",
            "984009600",
            "format",
            "json",
            "maxDataPoints",
            "2");
    assertThat(targets(answer))
        .containsExactly("shop.Order.orders.1d", "shop.Order.amounts.p95.1d");
    assertThat(datapoints(answer))
        .isEqualTo("[[15.5,983664000],[40,983923200]]"); // multiples of three days
    assertThat(answer.body().get(1).get("tags").get("statistic").asString()).isEqualTo("p95");
  }

  @Test
  void pointsWithoutAValueCanBeLeftOut() {
    assertThat(datapoints(render(range("shop.Order.orders.1d", "noNullPoints", "true"))))
        .isEqualTo("[[10,983664000],[21,983750400],[40,983923200]]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "target=nope(a.b);REQUEST_INVALID: unknown function 'nope'",
        "target=sumSeries(a.b;REQUEST_INVALID: target 'sumSeries(a.b', character 14: ')' is expected",
        "target=a.b&from=soon;REQUEST_INVALID: 'soon' is not a time",
        "target=a.b&from=-1h&until=-1h;REQUEST_INVALID: the range from",
        "target=a.b&format=png;REQUEST_INVALID: format 'png' is not offered; json, csv, raw and dygraph are",
        "target=a.b&jsonp=f;REQUEST_INVALID: jsonp is not offered",
        "target=seriesByTag('country=~(')&from=-1h;REQUEST_INVALID: tag expression 'country=~(': not a regular expression",
        "target=seriesByTag('metric=~a(?=b)')&from=-1h;REQUEST_INVALID: a regular expression is not one",
        "target=seriesByTag('statistic=')&from=-1h;REQUEST_INVALID: 'statistic=' match series without these tags too",
        "target=seriesByTag('statistic')&from=-1h;REQUEST_INVALID: 'statistic' is not a tag expression",
        "target=a.b&maxDataPoints=0;REQUEST_INVALID: parameter 'maxDataPoints'",
        "target=a.b&tz=Mars/Olympus;REQUEST_INVALID: parameter 'tz'",
        "from=now;REQUEST_INVALID: a render has 1 to 1000 targets, not 0",
        "target=time('t',60)&from=20010301&until=20010306;QUERY_LIMIT: the answer has 7200 points",
        "target=shop.Order.orders.1h&from=20010301&until=20010306;QUERY_LIMIT: 'shop.Order.orders.1h' makes 120 points",
      })
  void whatCanNotBeAnsweredIsSaid(String query, String message) {
    Answer answer =
        render(
            Arrays.stream(query.split("&"))
                .flatMap(pair -> Arrays.stream(pair.split("=", 2)))
                .toArray(String[]::new));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body().asString()).contains(message);
  }

  @Test
  void seriesAreLimitedOverAllTargets() {
    String[] five = range("shop.Order.orders.1d.country.*", "target", "shop.Order.orders.1d");
    assertThat(render(five).body()).hasSize(5);
    String[] six = range("shop.Order.orders.1d.country.*", "target", "shop.Order.orders.1{d,h}");
    assertThat(render(six).status()).isEqualTo(400);
    assertThat(render(six).body().asString())
        .contains("QUERY_LIMIT: 'shop.Order.orders.1{d,h}' makes more than 5 series");
  }

  @Test
  void findWalksTheTree() {
    assertThat(find("*")).isEqualTo("shop:branch");
    assertThat(find("shop.Order.*")).isEqualTo("amounts:branch orders:branch");
    assertThat(find("shop.Order.orders.*")).isEqualTo("1d:both 1h:leaf");
    assertThat(find("shop.Order.orders.1d.*")).isEqualTo("country:branch");
    assertThat(find("shop.Order.orders.1d.country.N*")).isEqualTo("N%2EO:leaf NO:leaf");
    assertThat(find("nothing.*")).isEmpty();
    assertThat(server.get("/metrics/find", "query", "shop.Order.orders.1h").body().toString())
        .isEqualTo(
            "[{\"text\":\"1h\",\"id\":\"shop.Order.orders.1h\",\"allowChildren\":0,\"expandable\":0,\"leaf\":1,\"context\":{}}]");
  }

  @Test
  void findLooksInARange() {
    String[] march7 = {"from", "20010307", "until", "20010308"};
    assertThat(found("shop.Order.*", march7)).isEqualTo("orders:branch");
    assertThat(found("shop.Order.orders.*", march7)).isEqualTo("1d:leaf");
    assertThat(found("shop.Order.orders.*", "from", "-1", "until", "-1"))
        .isEqualTo("1d:both 1h:leaf");
    assertThat(
            server
                .get("/metrics/expand", "query", "shop.Order.orders.*", "from", "20010306")
                .body()
                .toString())
        .isEqualTo("{\"results\":[\"shop.Order.orders.1d\"]}");
  }

  @Test
  void findAddsAWildcard() {
    assertThat(found("shop.Order.*", "wildcards", "1"))
        .isEqualTo("*:branch amounts:branch orders:branch");
    assertThat(found("shop.Order.o*", "wildcards", "1")).isEqualTo("orders:branch");
    assertThat(found("shop.Order.orders.*", "leavesOnly", "1")).isEqualTo("1d:both 1h:leaf");
    assertThat(found("shop.Order.*", "leavesOnly", "1")).isEmpty();
  }

  @Test
  void allPathsAreListed() {
    assertThat(server.get("/metrics/index.json").body())
        .extracting(JsonNode::asString)
        .contains("shop.Order.orders.1d", "shop.Order.orders.1d.country.%00")
        .isSorted()
        .hasSize(7);
  }

  @Test
  void theVersionIsGraphites() {
    assertThat(server.text("/version").body()).isEqualTo("1.1.8");
  }

  private String find(String query) {
    return found(query);
  }

  private String found(String query, String... more) {
    StringBuilder found = new StringBuilder();
    String[] all = Stream.concat(Stream.of("query", query), Stream.of(more)).toArray(String[]::new);
    for (JsonNode node : server.get("/metrics/find", all).body()) {
      boolean leaf = node.get("leaf").asInt() == 1;
      boolean branch = node.get("expandable").asInt() == 1;
      found
          .append(found.isEmpty() ? "" : " ")
          .append(node.get("text").asString())
          .append(leaf && branch ? ":both" : leaf ? ":leaf" : ":branch");
    }
    return found.toString();
  }

  @Test
  void completerAddsTheStarAndTheDot() {
    assertThat(
            server
                .get("/metrics/find", "query", "shop.Order.orders.1", "format", "completer")
                .body()
                .toString())
        .isEqualTo(
            "{\"metrics\":["
                + "{\"path\":\"shop.Order.orders.1d.\",\"name\":\"1d\",\"is_leaf\":\"0\"},"
                + "{\"path\":\"shop.Order.orders.1d\",\"name\":\"1d\",\"is_leaf\":\"1\"},"
                + "{\"path\":\"shop.Order.orders.1h\",\"name\":\"1h\",\"is_leaf\":\"1\"}]}");
    assertThat(server.get("/metrics/find", "query", "x", "format", "pickle").status())
        .isEqualTo(400);
    assertThat(server.get("/metrics/find").status()).isEqualTo(400);
  }

  @Test
  void expandListsPaths() {
    assertThat(server.get("/metrics/expand", "query", "shop.Order.orders.*").body().toString())
        .isEqualTo("{\"results\":[\"shop.Order.orders.1d\",\"shop.Order.orders.1h\"]}");
    assertThat(
            server
                .get("/metrics/expand", "query", "shop.Order.*", "leavesOnly", "1")
                .body()
                .toString())
        .isEqualTo("{\"results\":[]}");
    assertThat(
            server
                .post("/metrics/expand", "query", "shop.Order.o*", "groupByExpr", "1")
                .body()
                .toString())
        .isEqualTo("{\"results\":{\"shop.Order.o*\":[\"shop.Order.orders\"]}}");
  }

  @Test
  void functionsAreListed() {
    var all = server.get("/functions").body();
    assertThat(all.size()).isGreaterThan(140);
    assertThat(all.get("scale").toString())
        .isEqualTo(
            "{\"name\":\"scale\",\"function\":\"scale(seriesList, factor)\","
                + "\"description\":\"Multiplies each value by a number.\","
                + "\"module\":\"dev.tally.aggregator.graphite.function\",\"group\":\"Transform\","
                + "\"params\":[{\"name\":\"seriesList\",\"type\":\"seriesList\",\"required\":true},"
                + "{\"name\":\"factor\",\"type\":\"float\",\"required\":true}]}");
    assertThat(server.get("/functions/summarize").body().get("function").asString())
        .isEqualTo("summarize(seriesList, intervalString, func='sum', alignToFrom=False)");
    assertThat(server.get("/functions", "grouped", "1").body().get("Sorting").propertyNames())
        .containsExactly("sortBy", "sortByMaxima", "sortByMinima", "sortByName", "sortByTotal");
    assertThat(server.get("/functions", "group", "Sorting").body()).hasSize(5);
    assertThat(server.get("/functions/nothing").status()).isEqualTo(404);
  }

  @Test
  void aTemplateIsFilledInByTheRequest() {
    assertThat(
            targets(
                render(
                    range(
                        "template(shop.Order.orders.1d.country.$c,c='SE')", "template[c]", "NO"))))
        .containsExactly("shop.Order.orders.1d.country.NO");
  }

  private static List<String> targets(Answer answer) {
    List<String> targets = new ArrayList<>();
    answer.body().forEach(series -> targets.add(series.get("target").asString()));
    return targets;
  }
}
