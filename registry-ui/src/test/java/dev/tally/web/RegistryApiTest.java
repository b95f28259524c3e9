package dev.tally.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.edl.model.Revision;
import dev.tally.edl.registry.Catalog;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.testing.EngineExtension;
import dev.tally.web.PipelineStatus.Counts;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

@ExtendWith(EngineExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RegistryApiTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:34:56Z");
  private static final Counts COUNTS = new Counts(110, 100, 7, 3);

  private static final List<Revision> REVISIONS = Flights.revisions();

  private ClickHouse clickHouse;
  private TestServer server;

  @BeforeAll
  void store(ClickHouse engine) {
    clickHouse = engine;
    RegistryApi api =
        new RegistryApi(
            Catalog.of(REVISIONS), engine, () -> COUNTS, Clock.fixed(NOW, ZoneOffset.UTC));
    server = new TestServer(List.of(new Problems(), api));
    insert(1, Flights.NAME, 600, "2026-11-21 12:34:10", "2026-11-21 12:34:20");
    insert(2, Flights.NAME, 1400, "2026-11-21 12:00:00", "2026-11-21 12:00:01");
    insert(3, Flights.NAME, 5000, "2026-11-20 01:00:00", "2026-11-20 01:00:00");
    // A repeat of a committed insert, as after a crash.
    insert(3, Flights.NAME, 5000, "2026-11-20 01:00:00", "2026-11-20 01:00:00");
    for (int row = 0; row < 5; row++) {
      raw(row, row < 2 ? 1 : 3, "2026-11-21 12:34:1" + row);
    }
    reject(
        Flights.NAME,
        "ATTRIBUTE_MISSING",
        "origin",
        "flight 7 has no 'origin'",
        "2026-11-21 10:00:00");
    reject(
        Flights.NAME,
        "ATTRIBUTE_MISSING",
        "origin",
        "flight 12 has no 'from'",
        "2026-11-21 11:00:00");
    reject(Flights.NAME, "EVENT_MALFORMED", "", "cut off", "2026-11-19 11:00:00");
    reject("shop.Unheard", "EVENT_TYPE_UNKNOWN", "", "unknown", "2026-11-21 11:30:00");
  }

  @AfterAll
  void close() {
    server.close();
  }

  @Test
  void listsEventTypesWithWhatArrived() {
    JsonNode answer = server.json("/api/v1/event-types");

    assertThat(answer.get("total").asInt()).isEqualTo(2);
    JsonNode flights = answer.get("items").get(0);
    assertThat(flights.get("name").asString()).isEqualTo(Flights.NAME);
    assertThat(flights.get("description").asString()).isEqualTo("A flight left its gate.");
    assertThat(flights.get("owner").asString()).isEqualTo("operations");
    assertThat(flights.get("revisionId").asInt()).isEqualTo(3);
    assertThat(flights.get("attributeCount").asInt()).isEqualTo(3);
    JsonNode volume = flights.get("volume");
    assertThat(volume.get("stored").asLong()).isEqualTo(7000);
    assertThat(volume.get("rejected").asLong()).isEqualTo(3);
    assertThat(volume.get("lastHour").asLong()).isEqualTo(2000);
    assertThat(volume.get("perMinute").asDouble()).isEqualTo(120);
    assertThat(volume.get("firstSeen").asString()).isEqualTo("2026-11-20T01:00:00Z");
    assertThat(volume.get("lastSeen").asString()).isEqualTo("2026-11-21T12:34:20Z");
    long[] recent = longs(flights.get("recent"));
    assertThat(recent).hasSize(60);
    assertThat(recent[59]).isEqualTo(600);
    assertThat(recent[25]).isEqualTo(1400);
    assertThat(LongStream.of(recent).sum()).isEqualTo(2000);
  }

  @Test
  void anEventTypeWithoutEventsHasZeros() {
    JsonNode registration = server.json("/api/v1/event-types").get("items").get(1);

    assertThat(registration.get("name").asString()).isEqualTo("shop.Registration");
    assertThat(registration.get("volume").get("stored").asLong()).isZero();
    assertThat(registration.get("volume").get("lastSeen").isNull()).isTrue();
    assertThat(longs(registration.get("recent"))).hasSize(60).containsOnly(0);
  }

  @Test
  void namesThatNobodyPublishedAreShown() {
    JsonNode unregistered = server.json("/api/v1/event-types").get("unregistered");

    assertThat(unregistered).hasSize(1);
    assertThat(unregistered.get(0).get("name").asString()).isEqualTo("shop.Unheard");
    assertThat(unregistered.get(0).get("rejected").asLong()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "search=GATE, flights.FlightDeparted",
    "search=growth+signing, shop.Registration",
    "search=growth+gate, ''",
    "sort=stored&order=desc, flights.FlightDeparted shop.Registration",
    "sort=stored&order=asc, shop.Registration flights.FlightDeparted",
    "sort=lastSeen&order=asc, shop.Registration flights.FlightDeparted",
    "sort=owner&order=asc, shop.Registration flights.FlightDeparted",
    "limit=1&offset=1, shop.Registration",
    "offset=2, ''",
    "search=delay_MINUTES, flights.FlightDeparted",
    "search=growth+about+country, shop.Registration",
    "search=growth+about+origin, ''",
  })
  void searchesSortsAndPages(String query, String names) {
    JsonNode items = server.json("/api/v1/event-types?" + query).get("items");

    assertThat(String.join(" ", texts(items, "name"))).isEqualTo(names);
  }

  @ParameterizedTest
  @CsvSource({
    "limit=0, limit",
    "limit=1001, limit",
    "limit=ten, limit",
    "offset=-1, offset",
    "sort=colour, sort",
    "order=up, order",
  })
  void whatIsAskedWronglyIsSaid(String query, String named) {
    HttpResponse<byte[]> response = server.get("/api/v1/event-types?" + query);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
    JsonNode problem = server.json("/api/v1/event-types?" + query);
    assertThat(problem.get("code").asString()).isEqualTo("REQUEST_INVALID");
    assertThat(problem.get("detail").asString()).startsWith(named + " is '");
  }

  @Test
  void aSearchHasALimit() {
    String search = "a".repeat(Parameters.SEARCH_CHARS_MAX);

    assertThat(server.get("/api/v1/event-types?search=" + search).statusCode()).isEqualTo(200);
    assertThat(server.get("/api/v1/event-types?search=a" + search).statusCode()).isEqualTo(400);
  }

  @Test
  void readsOneEventType() {
    JsonNode answer = server.json("/api/v1/event-types/" + Flights.NAME);

    assertThat(answer.get("rawRetention").asString()).isEqualTo("30d");
    assertThat(answer.get("delivery").asString()).isEqualTo("AT_LEAST_ONCE");
    assertThat(answer.get("view").asString())
        .isEqualTo(clickHouse.endpoint().viewsDatabase() + ".flights_FlightDeparted");
    assertThat(answer.get("revisionId").asInt()).isEqualTo(3);
    assertThat(answer.get("volume").get("stored").asLong()).isEqualTo(7000);
  }

  @Test
  void attributesSayTheirTypeAndKind() {
    JsonNode attributes = server.json("/api/v1/event-types/" + Flights.NAME).get("attributes");

    assertThat(texts(attributes, "name")).containsExactly("origin", "delay_minutes", "cabin");
    assertThat(texts(attributes, "type")).containsExactly("string", "int32", "flights.Cabin");
    assertThat(texts(attributes, "kind")).containsExactly("DIM", "INT", "DIM");
    assertThat(attributes.get(0).get("valuesMax").asInt()).isEqualTo(1000);
    assertThat(attributes.get(1).has("valuesMax")).isFalse();
    assertThat(attributes.get(1).get("unit").asString()).isEqualTo("minutes");
    assertThat(attributes.get(2).get("required").asBoolean()).isFalse();
    assertThat(texts(attributes.get(2).get("values"), "name")).containsExactly("ECONOMY");
  }

  @Test
  void metricsAndAlertsReadAsTheEdlDoes() {
    JsonNode answer = server.json("/api/v1/event-types/" + Flights.NAME);

    JsonNode metrics = answer.get("metrics");
    assertThat(texts(metrics, "aggregate")).containsExactly("count", "count", "quantiles");
    assertThat(metrics.get(1).get("filter").asString()).isEqualTo("delay_minutes > 15");
    assertThat(metrics.get(2).get("statistics").toString()).isEqualTo("[\"p50\",\"p95\"]");
    assertThat(metrics.get(2).get("dimensionSets").toString()).isEqualTo("[[],[\"origin\"]]");
    assertThat(metrics.get(2).get("resolutions").toString()).isEqualTo("[\"1h\",\"1d\"]");
    JsonNode alerts = answer.get("alerts");
    assertThat(alerts.get(0).get("detection").toString())
        .isEqualTo("{\"kind\":\"band\",\"direction\":\"DOWN\",\"width\":4.0}");
    assertThat(alerts.get(1).get("detection").toString())
        .isEqualTo("{\"kind\":\"threshold\",\"above\":2000.0}");
  }

  @Test
  void revisionsAreCountedLatestFirst() {
    JsonNode found = server.json("/api/v1/event-types/" + Flights.NAME).get("revisions");

    assertThat(found.get(0).get("id").asInt()).isEqualTo(3);
    assertThat(found.get(0).get("events").asLong()).isEqualTo(3);
    assertThat(found.get(0).get("lastSeen").asString()).isEqualTo("2026-11-21T12:34:14Z");
    assertThat(found.get(0).get("fingerprint").asString())
        .hasSize(16)
        .isEqualTo(String.format("%016x", REVISIONS.get(2).fingerprint()));
    assertThat(found.get(1).get("id").asInt()).isEqualTo(1);
    assertThat(found.get(1).get("events").asLong()).isEqualTo(2);
  }

  @Test
  void rejectsAreGroupedByCodeWithTheLatestReason() {
    JsonNode rejects = server.json("/api/v1/event-types/" + Flights.NAME).get("rejects");

    assertThat(texts(rejects, "code")).containsExactly("ATTRIBUTE_MISSING", "EVENT_MALFORMED");
    assertThat(rejects.get(0).get("events").asLong()).isEqualTo(2);
    assertThat(rejects.get(0).get("reason").asString()).isEqualTo("flight 12 has no 'from'");
    assertThat(rejects.get(0).get("attribute").asString()).isEqualTo("origin");
    assertThat(rejects.get(0).get("firstSeen").asString()).isEqualTo("2026-11-21T10:00:00Z");
    assertThat(rejects.get(0).get("lastSeen").asString()).isEqualTo("2026-11-21T11:00:00Z");
  }

  @Test
  void volumeHasEveryHourAndDay() {
    JsonNode answer = server.json("/api/v1/event-types/" + Flights.NAME);

    JsonNode hourly = answer.get("hourly");
    assertThat(hourly).hasSize(48);
    assertThat(hourly.get(0).get("time").asString()).isEqualTo("2026-11-19T13:00:00Z");
    assertThat(hourly.get(47).toString())
        .isEqualTo("{\"time\":\"2026-11-21T12:00:00Z\",\"stored\":2000,\"rejected\":0}");
    assertThat(hourly.get(46).get("rejected").asLong()).isEqualTo(1);
    JsonNode daily = answer.get("daily");
    assertThat(daily).hasSize(30);
    assertThat(daily.get(29).toString())
        .isEqualTo("{\"time\":\"2026-11-21T00:00:00Z\",\"stored\":2000,\"rejected\":2}");
    assertThat(daily.get(28).get("stored").asLong()).isEqualTo(5000);
  }

  @Test
  void aSearchSaysByWhichAttributesItFound() {
    JsonNode byAttribute = server.json("/api/v1/event-types?search=flights+minutes").get("items");
    assertThat(byAttribute.get(0).get("matches").toString())
        .isEqualTo("[{\"attribute\":\"delay_minutes\",\"description\":\"About delay_minutes.\"}]");
    JsonNode byName = server.json("/api/v1/event-types?search=departed").get("items");
    assertThat(byName.get(0).get("matches")).isEmpty();
  }

  @Test
  void volumeOfADayAWeekAndAMonth() {
    JsonNode spans = server.json("/api/v1/event-types/" + Flights.NAME).get("spans");

    // The first event is a day and a half old: only the day has something to compare with.
    assertThat(spans.toString())
        .isEqualTo(
            "[{\"days\":1,\"stored\":2000,\"before\":5000},"
                + "{\"days\":7,\"stored\":7000},{\"days\":30,\"stored\":7000}]");
  }

  @Test
  void anUnknownEventTypeIsNotFound() {
    JsonNode problem = server.json("/api/v1/event-types/no.Such");

    assertThat(problem.get("code").asString()).isEqualTo("NOT_FOUND");
    assertThat(problem.get("status").asInt()).isEqualTo(404);
    assertThat(problem.get("detail").asString()).contains("no.Such", "./tally publish");
  }

  @Test
  void statusCarriesTheEquationAndTheTables() {
    JsonNode status = server.json("/api/v1/status");

    assertThat(status.get("time").asString()).isEqualTo(NOW.toString());
    assertThat(status.get("accepted").asLong()).isEqualTo(110);
    assertThat(status.get("stored").asLong()).isEqualTo(100);
    assertThat(status.get("rejected").asLong()).isEqualTo(7);
    assertThat(status.get("pending").asLong()).isEqualTo(3);
    assertThat(status.get("eventTypes").asInt()).isEqualTo(2);
    JsonNode tables = status.get("tables");
    assertThat(texts(tables, "name"))
        .contains("events", "events_rejected", "inserts", "series", "states");
    JsonNode events = tables.get(texts(tables, "name").indexOf("events"));
    assertThat(events.get("rows").asLong()).isEqualTo(5);
    assertThat(events.get("bytes").asLong()).isPositive();
    JsonNode series = tables.get(texts(tables, "name").indexOf("series"));
    assertThat(series.get("rows").asLong()).isZero();
  }

  @Test
  void theDocumentIsServed() {
    HttpResponse<byte[]> response = server.get("/openapi.yaml");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo(OpenApi.document());
  }

  private void insert(int block, String event, long rows, String from, String until) {
    clickHouse.execute(
        """
        INSERT INTO inserts (collector, block, event, rows, time_min, time_max, received_min, received_max)
        VALUES ('c', {block:UInt64}, {event:String}, {rows:UInt64}, '2001-01-01', '2001-01-02',
            {from:String}, {until:String})
        """,
        Map.of("block", block, "event", event, "rows", rows, "from", from, "until", until),
        Map.of("insert_deduplicate", "0"));
  }

  private void raw(int row, int revision, String received) {
    clickHouse.execute(
        """
        INSERT INTO events (event, time, received, revision, row, expires)
        VALUES ({event:String}, '2001-01-01', {received:String}, {revision:UInt32}, {row:UInt32},
            '2100-01-01')
        """,
        Map.of("event", Flights.NAME, "received", received, "revision", revision, "row", row),
        Map.of());
  }

  private void reject(String event, String code, String attribute, String reason, String received) {
    clickHouse.execute(
        """
        INSERT INTO events_rejected (event, received, code, reason, attribute)
        VALUES ({event:String}, {received:String}, {code:String}, {reason:String}, {attribute:String})
        """,
        Map.of(
            "event", event,
            "received", received,
            "code", code,
            "reason", reason,
            "attribute", attribute),
        Map.of());
  }

  private static List<String> texts(JsonNode items, String key) {
    return stream(items).map(item -> item.get(key).asString()).toList();
  }

  private static long[] longs(JsonNode items) {
    return stream(items).mapToLong(JsonNode::asLong).toArray();
  }

  private static Stream<JsonNode> stream(JsonNode items) {
    return StreamSupport.stream(items.spliterator(), false);
  }
}
