package dev.tally.aggregator.graphite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.aggregator.testing.GraphiteServer;
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

@ExtendWith(EngineExtension.class)
class TagRoutesTest {
  /** 2001-03-04T00:00:00Z. */
  private static final long MARCH_4 = 983_664_000;

  private static final long DAY_S = 86_400;
  private static final Instant NOW = Instant.parse("2001-03-07T00:30:00Z");
  private static final DimensionSet METRIC = new DimensionSet(List.of("metric"));

  private final GraphiteServer graphite;

  TagRoutesTest(ClickHouse clickHouse) {
    this.graphite = new GraphiteServer(clickHouse, NOW);
  }

  @BeforeAll
  static void write(ClickHouse clickHouse) {
    StoredPoints points = new StoredPoints(clickHouse);
    DimensionSet none = DimensionSet.OVERALL;
    points.write("orders", "", Orders.DAY, none, List.of(), 1, MARCH_4, 10, 20);
    points.write("orders", "", Orders.HOUR, none, List.of(), 1, MARCH_4, 1);
    for (String country : List.of("NO", "SE", "N.O", "")) {
      points.write("orders", "", Orders.DAY, Orders.COUNTRY, List.of(country), 1, MARCH_4, 1, 2);
    }
    // The same series once more, as another run notes it.
    points.write("orders", "", Orders.DAY, Orders.COUNTRY, List.of("NO"), 2, MARCH_4 + DAY_S, 3);
    points.write(
        "orders", "", Orders.DAY, Orders.CHANNEL_COUNTRY, List.of("app", "NO"), 1, MARCH_4, 4);
    points.write("amounts", "p95", Orders.DAY, none, List.of(), 1, MARCH_4 + 9 * DAY_S, 7);
    points.write("odd", "", Orders.DAY, METRIC, List.of("it's \\ 100%"), 1, MARCH_4, 7);
  }

  @AfterEach
  void close() {
    graphite.close();
  }

  private Answer get(String path, String... query) {
    return graphite.http().get(path, query);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      nullValues = "none",
      value = {
        "metric=amounts;amounts.p95.1d",
        "metric=orders|by=;orders.1d orders.1h",
        "metric=orders|by=country|country=NO;orders.1d.country.NO",
        "metric=orders|country=NO;orders.1d.country.NO orders.1d.device_channel.app.country.NO",
        "country!=;orders.1d.country.N%2EO orders.1d.country.NO orders.1d.country.SE orders.1d.device_channel.app.country.NO",
        "by=country|country=;orders.1d.country.%00",
        "by=country|country!=NO;orders.1d.country.%00 orders.1d.country.N%2EO orders.1d.country.SE",
        "by=country|country!=NO|country!=;orders.1d.country.N%2EO orders.1d.country.SE",
        "country=~N;orders.1d.country.N%2EO orders.1d.country.NO orders.1d.device_channel.app.country.NO",
        "by=country|country=~N.O;orders.1d.country.N%2EO",
        "by=country|country=~O;none",
        "by=country|country=~.*O;orders.1d.country.N%2EO orders.1d.country.NO",
        "by=country|country!=~N;orders.1d.country.%00 orders.1d.country.SE",
        "by=country|country!=~N|country=~.;orders.1d.country.SE",
        "by=country|country=~(NO|SE)?$;orders.1d.country.%00 orders.1d.country.NO orders.1d.country.SE",
        "metric=orders|resolution=1h;orders.1h",
        "metric=~o|resolution=~1[hm];orders.1h",
        "statistic=p95;amounts.p95.1d",
        "statistic!=;amounts.p95.1d",
        "event=shop.Order|statistic=|by=;orders.1d orders.1h",
        "name=shop.Order.orders.1h;orders.1h",
        "name=~shop\\.Order\\.orders\\.1.$;orders.1d orders.1h",
        "metric_=it's \\ 100%;odd.1d.metric.it%27s%20%5C%20100%25",
        "device.channel=app;orders.1d.device_channel.app.country.NO",
        "nothing=1;none",
      })
  void seriesAreFoundByTag(String expressions, String paths) {
    String[] query =
        Arrays.stream(expressions.split("\\|(?=[a-z_.]+[!=])", -1))
            .flatMap(expression -> Stream.of("expr", expression))
            .toArray(String[]::new);
    List<String> expected =
        paths == null
            ? List.of()
            : Arrays.stream(paths.split(" ", -1)).map(path -> "shop.Order." + path).toList();
    assertThat(texts(get("/tags/findSeries", query))).containsExactlyElementsOf(expected);
    assertThat(texts(graphite.http().post("/tags/findSeries", query)))
        .containsExactlyElementsOf(expected);
  }

  @Test
  void seriesByTagIsATarget() {
    Answer answer =
        get(
            "/render",
            "target",
            "sumSeries(seriesByTag('metric=orders','by=country','country!='))",
            "target",
            "aliasByTags(seriesByTag('metric=orders','by=country','country=~N'),'country','metric')",
            "from",
            "20010304",
            "until",
            "20010306");
    assertThat(answer.body().toString())
        .contains("[[3,983664000],[7,983750400]]")
        .contains("\"target\":\"N.O.orders\"")
        .contains("\"target\":\"NO.orders\"");
    assertThat(answer.body()).hasSize(3);
    assertThat(answer.body().get(1).get("tags").toString())
        .isEqualTo(
            "{\"by\":\"country\",\"country\":\"N.O\",\"event\":\"shop.Order\",\"metric\":\"orders\","
                + "\"name\":\"shop.Order.orders.1d.country.N%2EO\",\"resolution\":\"1d\"}");
  }

  @Test
  void tagsAreListed() {
    assertThat(get("/tags").body().toString())
        .isEqualTo(
            "[{\"tag\":\"by\"},{\"tag\":\"country\"},{\"tag\":\"device.channel\"},{\"tag\":\"event\"},"
                + "{\"tag\":\"metric\"},{\"tag\":\"metric_\"},{\"tag\":\"name\"},{\"tag\":\"resolution\"},"
                + "{\"tag\":\"statistic\"}]");
    assertThat(get("/tags", "filter", "m|n", "limit", "2").body().toString())
        .isEqualTo("[{\"tag\":\"metric\"},{\"tag\":\"metric_\"}]");
    assertThat(get("/tags", "from", "20010312").body().toString()).contains("statistic");
    assertThat(get("/tags", "until", "20010310").body().toString()).doesNotContain("statistic");
  }

  @Test
  void aTagHasValuesWithCountsOfSeries() {
    assertThat(get("/tags/country").body().toString())
        .isEqualTo(
            "{\"tag\":\"country\",\"values\":[{\"value\":\"N.O\",\"count\":1},"
                + "{\"value\":\"NO\",\"count\":2},{\"value\":\"SE\",\"count\":1}]}");
    assertThat(get("/tags/device.channel", "filter", "a").body().toString())
        .isEqualTo("{\"tag\":\"device.channel\",\"values\":[{\"value\":\"app\",\"count\":1}]}");
    assertThat(get("/tags/country", "filter", "S|X", "limit", "1").body().toString())
        .isEqualTo("{\"tag\":\"country\",\"values\":[{\"value\":\"SE\",\"count\":1}]}");
    assertThat(get("/tags/nothing").body().isNull()).isTrue();
  }

  @Test
  void tagsAreCompleted() {
    assertThat(texts(get("/tags/autoComplete/tags")))
        .containsExactly(
            "by",
            "country",
            "device.channel",
            "event",
            "metric",
            "metric_",
            "name",
            "resolution",
            "statistic");
    assertThat(texts(get("/tags/autoComplete/tags", "tagPrefix", "m", "limit", "1")))
        .containsExactly("metric");
    assertThat(texts(get("/tags/autoComplete/tags", "expr", "metric=orders")))
        .containsExactly("by", "country", "device.channel", "event", "name", "resolution");
    assertThat(
            texts(
                get(
                    "/tags/autoComplete/tags",
                    "expr[]",
                    "metric=orders",
                    "expr[]",
                    "by=country",
                    "limit",
                    "2")))
        .containsExactly("country", "event");
  }

  @Test
  void valuesAreCompleted() {
    assertThat(texts(get("/tags/autoComplete/values", "tag", "country")))
        .containsExactly("N.O", "NO", "SE");
    assertThat(
            texts(
                graphite
                    .http()
                    .post(
                        "/tags/autoComplete/values",
                        "tag",
                        "country",
                        "expr",
                        "device.channel=app")))
        .containsExactly("NO");
    assertThat(texts(get("/tags/autoComplete/values", "tag", "country", "valuePrefix", "N.")))
        .containsExactly("N.O");
    assertThat(texts(get("/tags/autoComplete/values", "tag", "resolution", "limit", "1")))
        .containsExactly("1d");
    assertThat(get("/tags/autoComplete/values").status()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource({
    "/tags/findSeries,",
    "/tags/findSeries,country=",
    "/tags/findSeries,country",
    "/tags/findSeries,country=~(",
    "/tags/findSeries,country=~(?=N)N",
    "/tags/autoComplete/tags,country!=NO",
  })
  void whatFindsNothingInParticularIsRefused(String path, String expression) {
    String[] query = expression == null ? new String[0] : new String[] {"expr", expression};
    Answer answer = get(path, query);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body().asString()).startsWith("REQUEST_INVALID: ");
    assertThat(graphite.count("tally.graphite.refused", "code", "REQUEST_INVALID")).isEqualTo(1);
  }

  private static List<String> texts(Answer answer) {
    List<String> texts = new ArrayList<>();
    answer.body().forEach(node -> texts.add(node.asString()));
    return texts;
  }
}
