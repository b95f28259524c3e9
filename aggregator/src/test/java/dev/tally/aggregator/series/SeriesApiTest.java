package dev.tally.aggregator.series;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.aggregator.testing.HttpServer;
import dev.tally.aggregator.testing.HttpServer.Answer;
import dev.tally.aggregator.testing.Orders;
import dev.tally.aggregator.testing.StoredPoints;
import dev.tally.edl.model.Aggregate;
import dev.tally.edl.model.DimensionSet;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.testing.EngineExtension;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

@ExtendWith(EngineExtension.class)
class SeriesApiTest {
  private static final long MARCH_4 = 983_664_000;

  private final HttpServer server;

  SeriesApiTest(ClickHouse clickHouse) {
    this.server =
        new HttpServer(
            new SeriesApi(
                Orders.catalog(
                    Orders.eventType(
                        Orders.NAME,
                        List.of(
                            Orders.metric("orders", new Aggregate.Count(), Orders.COUNTRY),
                            Orders.metric(
                                "amounts",
                                new Aggregate.Quantiles("amount", List.of(0.5, 0.999)))))),
                clickHouse));
  }

  @BeforeAll
  static void write(ClickHouse clickHouse) {
    StoredPoints points = new StoredPoints(clickHouse);
    DimensionSet none = DimensionSet.OVERALL;
    DimensionSet country = Orders.COUNTRY;
    points.write("orders", "", Orders.DAY, none, List.of(), 1, MARCH_4, 60, 2, 3);
    points.write("orders", "", Orders.DAY, country, List.of("NO"), 1, MARCH_4, 10, 1, 1);
    points.write("orders", "", Orders.DAY, country, List.of("NO"), 2, MARCH_4, 1);
    points.write("orders", "", Orders.DAY, country, List.of("Nauru"), 1, MARCH_4, 4, 5);
    points.write("orders", "", Orders.DAY, country, List.of("SE"), 1, MARCH_4, 0.5, 2.5, 3);
    points.write("orders", "", Orders.HOUR, country, List.of("SE"), 1, MARCH_4, 1);
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void metricsAreThoseDeclaredWithWhatIsThere() {
    JsonNode body = server.get("/api/v1/metrics").body();
    assertThat(body.get("total").asInt()).isEqualTo(8);
    assertThat(body.get("items")).hasSize(8);
    assertThat(body.get("items").get(3).toString())
        .isEqualTo(
            "{\"eventType\":\"shop.Order\",\"metric\":\"orders\",\"description\":\"Of orders.\",\"statistic\":\"\",\"unit\":\"EUR\",\"resolution\":\"1d\",\"dimensionSet\":[\"country\"],\"seriesCount\":3,\"timeMin\":\"2001-03-04T00:00:00Z\",\"timeMax\":\"2001-03-06T00:00:00Z\"}");
    assertThat(body.get("items").get(7).toString())
        .contains("\"statistic\":\"p99_9\"", "\"seriesCount\":0", "\"timeMin\":null");
  }

  private Answer series(String... more) {
    String[] query =
        java.util.stream.Stream.concat(
                java.util.stream.Stream.of(
                    "eventType", "shop.Order", "metric", "orders", "resolution", "1d"),
                java.util.stream.Stream.of(more))
            .toArray(String[]::new);
    return server.get("/api/v1/series", query);
  }

  private static String values(Answer answer) {
    StringBuilder values = new StringBuilder();
    answer.body().get("items").forEach(item -> values.append(item.get("values")));
    return values + " of " + answer.body().get("total");
  }

  @Test
  void seriesComeByTheirSum() {
    Answer answer = series("dimensionSet", "country");
    assertThat(values(answer)).isEqualTo("[\"Nauru\"][\"SE\"][\"NO\"] of 3");
    assertThat(answer.body().get("items").get(1).toString())
        .isEqualTo(
            "{\"path\":\"shop.Order.orders.1d.country.SE\",\"values\":[\"SE\"],\"unit\":\"EUR\",\"timeMin\":\"2001-03-04T00:00:00Z\",\"timeMax\":\"2001-03-06T00:00:00Z\",\"last\":3.0,\"sum\":6.0}");
    assertThat(values(series())).isEqualTo("[] of 1");
  }

  @Test
  void theRangeDecidesOverSumAndLast() {
    Answer answer =
        series(
            "dimensionSet", "country",
            "from", "2001-03-05T00:00:00Z",
            "until", "2001-03-06T00:00:00Z");
    assertThat(values(answer)).isEqualTo("[\"Nauru\"][\"SE\"][\"NO\"] of 3");
    assertThat(answer.body().get("items").get(1).get("sum").asDouble()).isEqualTo(2.5);
    assertThat(answer.body().get("items").get(1).get("last").asDouble()).isEqualTo(2.5);
    assertThat(values(series("dimensionSet", "country", "from", "2001-03-06T00:00:00Z")))
        .isEqualTo("[\"SE\"][\"NO\"] of 2");
    assertThat(values(series("dimensionSet", "country", "until", "1999-01-01T00:00:00Z")))
        .isEqualTo(" of 0");
  }

  @Test
  void searchLooksIntoValuesInAnyCase() {
    assertThat(values(series("dimensionSet", "country", "search", "n")))
        .isEqualTo("[\"Nauru\"][\"NO\"] of 2");
    assertThat(values(series("dimensionSet", "country", "search", "%"))).isEqualTo(" of 0");
  }

  @Test
  void theLimitLeavesTheTotal() {
    assertThat(values(series("dimensionSet", "country", "limit", "1")))
        .isEqualTo("[\"Nauru\"] of 3");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "limit;0;parameter 'limit'",
        "limit;1001;parameter 'limit'",
        "from;yesterday;'yesterday' is not a time as in 2001-03-04T00:00:00Z",
      })
  void wrongParametersAreSaid(String name, String value, String message) {
    Answer answer = series(name, value);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body().asString()).contains(message);
  }

  @Test
  void whatIsRequiredIsSaid() {
    assertThat(
            server
                .get("/api/v1/series", "eventType", "a.B", "metric", "m", "resolution", "often")
                .body()
                .asString())
        .contains("'often' is not a bucket width");
    assertThat(server.get("/api/v1/series", "metric", "m", "resolution", "1d").body().asString())
        .contains("the parameter 'eventType' is missing");
  }
}
