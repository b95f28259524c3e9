package dev.tally.anomaly;

import static dev.tally.anomaly.Flights.DAY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.anomaly.notify.Notifiers;
import dev.tally.anomaly.store.AlertStore;
import dev.tally.anomaly.store.TestDatabases;
import dev.tally.edl.model.AlertRule;
import dev.tally.edl.model.AlertRule.Detection;
import dev.tally.edl.model.DimensionSet;
import dev.tally.edl.registry.Catalog;
import dev.tally.metadata.MetadataDatabase;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.testing.EngineExtension;
import io.javalin.Javalin;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@ExtendWith(EngineExtension.class)
class AlertsApiTest {
  private static final Instant START = Instant.parse("2001-01-01T00:00:00Z");
  private static final Instant NOW = START.plus(DAY.multipliedBy(181)).plus(Duration.ofHours(1));
  private static final String ORD = "flights.FlightDeparted.departures.1d.origin.ORD";

  private final ClickHouse clickHouse;
  private final SeriesWriter series;
  private final MetadataDatabase database = TestDatabases.h2();
  private final AlertStore store = new AlertStore(database);
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Javalin> servers = new ArrayList<>();

  AlertsApiTest(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
    series = new SeriesWriter(clickHouse);
  }

  @BeforeEach
  void write() {
    series.empty();
    Random random = new Random(4);
    double[] values = new double[181];
    Arrays.setAll(values, i -> Math.rint((i % 7 >= 5 ? 800 : 1_000) + 15 * random.nextGaussian()));
    values[90] = 412;
    values[120] = Double.NaN;
    values[180] = 300;
    series.departures("ORD", DAY, START, values);
    double[] delays = new double[181];
    Arrays.setAll(delays, i -> i % 20 == 19 ? Double.NaN : 10 + random.nextGaussian());
    series.write("average_delay", DimensionSet.OVERALL, List.of(), DAY, START, delays);
  }

  @AfterEach
  void close() {
    servers.forEach(Javalin::stop);
    client.close();
    database.close();
  }

  private int serve(Catalog catalog) {
    Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    BandReader bands =
        new BandReader(catalog, clickHouse, Completeness.after(Duration.ofMinutes(2)));
    Javalin server =
        Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              new AlertsApi(store, bands, clock).accept(config);
            });
    server.start("127.0.0.1", 0);
    servers.add(server);
    return server.port();
  }

  private record Answer(int status, String type, JsonNode body) {}

  private Answer get(int port, String path) {
    try {
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
              BodyHandlers.ofString());
      return new Answer(
          response.statusCode(),
          response.headers().firstValue("Content-Type").orElse(""),
          JsonMapper.builder().build().readTree(response.body()));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void replay(AlertRule... rules) {
    new AlertEvaluator(
            Flights.catalog(rules),
            clickHouse,
            database,
            Notifiers.of(Map.of()),
            Completeness.after(Duration.ZERO),
            AlertSettings.DEFAULT,
            new SimpleMeterRegistry(),
            Clock.fixed(NOW, ZoneOffset.UTC))
        .replay(START, START.plus(DAY.multipliedBy(181)));
  }

  @Test
  void listsAlertsFiringFirst() {
    AlertRule rule = Flights.departures(DAY, 1);
    replay(rule);
    int port = serve(Flights.catalog(rule));
    Answer answer = get(port, "/api/v1/alerts");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.type()).startsWith("application/json");
    assertThat(answer.body().get("total").asInt()).isEqualTo(3);
    JsonNode firing = answer.body().get("items").get(0);
    assertThat(firing.get("state").asString()).isEqualTo("FIRING");
    assertThat(firing.get("path").asString()).isEqualTo(ORD);
    assertThat(firing.get("eventType").asString()).isEqualTo("flights.FlightDeparted");
    assertThat(firing.get("rule").asString()).isEqualTo("departures_origin_24");
    assertThat(firing.get("metric").asString()).isEqualTo("departures");
    assertThat(firing.get("values").get(0).asString()).isEqualTo("ORD");
    assertThat(firing.get("severity").asString()).isEqualTo("WARNING");
    assertThat(firing.get("pendingSince").asString()).isEqualTo("2001-06-30T00:00:00Z");
    assertThat(firing.get("firingSince").asString()).isEqualTo("2001-06-30T00:00:00Z");
    assertThat(firing.get("resolvedAt").isNull()).isTrue();
    assertThat(firing.get("pointTime").asString()).isEqualTo("2001-06-30T00:00:00Z");
    assertThat(firing.get("value").asDouble()).isEqualTo(300);
    assertThat(firing.get("lower").asDouble()).isBetween(500.0, 800.0);
    assertThat(firing.get("peak").get("value").asDouble()).isEqualTo(300);
    assertThat(firing.get("description").asString())
        .startsWith("departures by origin ORD: 300 on 2001-06-30, expected ");
    JsonNode resolved = answer.body().get("items").get(1);
    assertThat(resolved.get("state").asString()).isEqualTo("RESOLVED");
    assertThat(resolved.get("value").asDouble()).isZero();
    assertThat(resolved.get("pointTime").asString()).isEqualTo("2001-05-01T00:00:00Z");
    assertThat(resolved.get("resolvedAt").asString()).isEqualTo("2001-05-02T00:00:00Z");

    Answer one = get(port, "/api/v1/alerts/" + firing.get("id").asString());
    assertThat(one.body()).isEqualTo(firing);
  }

  @Test
  void filtersAndPages() {
    AlertRule rule = Flights.departures(DAY, 1);
    replay(rule);
    int port = serve(Flights.catalog(rule));
    assertThat(get(port, "/api/v1/alerts?state=firing,pending").body().get("total").asInt())
        .isEqualTo(1);
    assertThat(get(port, "/api/v1/alerts?state=RESOLVED").body().get("total").asInt()).isEqualTo(2);
    assertThat(get(port, "/api/v1/alerts?eventType=other.Event").body().get("total").asInt())
        .isZero();
    JsonNode page = get(port, "/api/v1/alerts?limit=1&offset=1").body();
    assertThat(page.get("total").asInt()).isEqualTo(3);
    assertThat(page.get("items")).hasSize(1);
    assertThat(page.get("items").get(0).get("pointTime").asString())
        .isEqualTo("2001-05-01T00:00:00Z");
  }

  @Test
  void showsWhatWasExpectedPointByPoint() {
    int port = serve(Flights.catalog(Flights.departures(DAY, 1)));
    Answer answer = get(port, "/api/v1/bands?path=" + ORD);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body().get("path").asString()).isEqualTo(ORD);
    assertThat(answer.body().get("resolution").asString()).isEqualTo("1d");
    JsonNode points = answer.body().get("points");
    assertThat(points).hasSize(181);
    JsonNode first = points.get(0);
    assertThat(first.get("time").asString()).isEqualTo("2001-01-01T00:00:00Z");
    assertThat(first.get("expected").isNull()).isTrue();
    assertThat(first.get("out").asBoolean()).isFalse();
    JsonNode drop = points.get(90);
    assertThat(drop.get("value").asDouble()).isEqualTo(412);
    assertThat(drop.get("out").asBoolean()).isTrue();
    assertThat(drop.get("lower").asDouble())
        .isLessThan(drop.get("expected").asDouble())
        .isGreaterThan(412);
    assertThat(points.get(120).get("value").asDouble()).isZero();
    assertThat(points.get(120).get("out").asBoolean()).isTrue();
  }

  @Test
  void aPartOfTheRangeIsJudgedAsTheWhole() {
    int port = serve(Flights.catalog());
    JsonNode whole = get(port, "/api/v1/bands?path=" + ORD).body().get("points");
    JsonNode part =
        get(
                port,
                "/api/v1/bands?path=%s&from=2001-04-01T00:00:00Z&until=2001-04-03T00:00:00Z"
                    .formatted(ORD))
            .body()
            .get("points");
    assertThat(part).hasSize(2);
    assertThat(part.get(0)).isEqualTo(whole.get(90));
    assertThat(part.get(1)).isEqualTo(whole.get(91));
    // What is not complete yet is not shown, and before the first point there is nothing.
    JsonNode beyond =
        get(
                port,
                "/api/v1/bands?path=%s&from=1990-01-01T00:00:00Z&until=2030-01-01T00:00:00Z"
                    .formatted(ORD))
            .body()
            .get("points");
    assertThat(beyond).hasSize(181);
  }

  @Test
  void theDetectionIsThatOfTheRule() {
    AlertRule threshold =
        Flights.rule(
            "departures",
            Flights.BY_ORIGIN,
            DAY,
            new Detection.Threshold(Optional.empty(), Optional.of(500.0)),
            1);
    int port = serve(Flights.catalog(threshold));
    JsonNode drop = get(port, "/api/v1/bands?path=" + ORD).body().get("points").get(90);
    assertThat(drop.get("lower").asDouble()).isEqualTo(500);
    assertThat(drop.get("upper").isNull()).isTrue();
    assertThat(drop.get("expected").isNull()).isTrue();
    assertThat(drop.get("out").asBoolean()).isTrue();
  }

  @Test
  void anAverageHasNoValueWhereNothingHappened() {
    int port = serve(Flights.catalog());
    JsonNode points =
        get(port, "/api/v1/bands?path=flights.FlightDeparted.average_delay.1d")
            .body()
            .get("points");
    JsonNode missing = points.get(99);
    assertThat(missing.get("value").isNull()).isTrue();
    assertThat(missing.get("out").asBoolean()).isFalse();
    assertThat(missing.get("lower").isNull()).isFalse();
  }

  @Test
  void mistakesAreProblems() {
    int port = serve(Flights.catalog());
    problem(port, "/api/v1/alerts/nothing", 404, "NOT_FOUND", "no alert 'nothing'");
    problem(port, "/api/v1/alerts?state=asleep", 400, "REQUEST_INVALID", "'asleep'");
    problem(port, "/api/v1/alerts?limit=0", 400, "REQUEST_INVALID", "from 1 to 1000");
    problem(port, "/api/v1/alerts?limit=1001", 400, "REQUEST_INVALID", "from 1 to 1000");
    problem(port, "/api/v1/alerts?offset=x", 400, "REQUEST_INVALID", "not a whole number");
    problem(port, "/api/v1/bands", 400, "REQUEST_INVALID", "'path' is missing");
    problem(port, "/api/v1/bands?path=x", 404, "NOT_FOUND", "no series 'x'");
    problem(
        port,
        "/api/v1/bands?path=" + ORD + "&from=yesterday",
        400,
        "REQUEST_INVALID",
        "not a time");
    assertThat(get(port, "/api/v1/alerts?limit=1000").status()).isEqualTo(200);
  }

  @Test
  void aRangeThatIsTooLongIsAProblem() {
    clickHouse.execute(
        """
        INSERT INTO series_index VALUES ('flights.FlightDeparted.departures.1h', 'flights.FlightDeparted',
            'departures', '', 3600, '', [], '', 0, toUnixTimestamp('2001-06-01 00:00:00', 'UTC'))
        """);
    int port = serve(Flights.catalog());
    String path = "/api/v1/bands?path=flights.FlightDeparted.departures.1h";
    problem(port, path, 400, "REQUEST_INVALID", "ask for a shorter one");
    String most = "&from=1999-01-01T00:00:00Z&until=";
    Instant until =
        Instant.parse("1999-01-01T00:00:00Z").plusSeconds(3_600L * BandReader.BAND_POINTS_MAX);
    assertThat(get(port, path + most + until).body().get("points"))
        .hasSize(BandReader.BAND_POINTS_MAX);
    problem(port, path + most + until.plusSeconds(1), 400, "REQUEST_INVALID", "20,001");
  }

  private void problem(int port, String path, int status, String code, String words) {
    Answer answer = get(port, path);
    assertThat(answer.status()).as(path).isEqualTo(status);
    assertThat(answer.type()).startsWith("application/problem+json");
    assertThat(answer.body().get("status").asInt()).isEqualTo(status);
    assertThat(answer.body().get("code").asString()).isEqualTo(code);
    assertThat(answer.body().get("detail").asString()).contains(words);
    assertThat(answer.body().get("title").asString()).isNotEmpty();
  }
}
