package dev.tally.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.edl.registry.Catalog;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.Endpoint;
import dev.tally.web.PipelineStatus.Counts;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** It answers from the catalog alone: there is no engine. */
class CatalogSearchTest {
  private ClickHouse nowhere;
  private TestServer server;

  @BeforeEach
  void serve() {
    nowhere =
        ClickHouse.connect(
            new Endpoint(URI.create("http://127.0.0.1:1"), "tally", "", "tally", "events"));
    RegistryApi api =
        new RegistryApi(
            Catalog.of(Flights.revisions()),
            nowhere,
            () -> new Counts(0, 0, 0, 0),
            Clock.systemUTC());
    server = new TestServer(List.of(new Problems(), api));
  }

  @AfterEach
  void close() {
    server.close();
    nowhere.close();
  }

  private List<String> hits(String query) {
    List<String> hits = new ArrayList<>();
    for (JsonNode hit : server.json("/api/v1/search?" + query).get("items")) {
      hits.add(hit.get("kind").asString() + " " + hit.get("name").asString());
    }
    return hits;
  }

  @ParameterizedTest
  @CsvSource({
    // Whole names, before parts of names, before descriptions.
    "q=delay, METRIC delay",
    "q=Departures, METRIC departures",
    "q=origin, ATTRIBUTE origin",
    "q=registration, EVENT_TYPE shop.Registration",
    "q=growth, OWNER growth",
    "q=economy, ENUM_VALUE ECONOMY",
    "q=behind, ENUM_VALUE ECONOMY",
    "q=many, ALERT many",
    "q=signing, EVENT_TYPE shop.Registration",
    // A unit, and a word that says where.
    "q=minutes+departed, ATTRIBUTE delay_minutes",
    "q=shop+country, ATTRIBUTE country",
  })
  void theBestComesFirst(String query, String first) {
    assertThat(hits(query)).first().isEqualTo(first);
  }

  @Test
  void aHitNeedsAllWordsAndOneOfItsOwn() {
    assertThat(hits("q=country+gate")).isEmpty();
    assertThat(hits("q=nothing")).isEmpty();
    assertThat(hits("q=")).isEmpty();
    // What merely belongs to a matching event type is no hit.
    assertThat(hits("q=registration")).containsExactly("EVENT_TYPE shop.Registration");
  }

  @Test
  void aHitSaysWhatItIsAndWhereTheWordsStand() {
    JsonNode hit = server.json("/api/v1/search?q=behind").get("items").get(0);

    assertThat(hit.toString())
        .isEqualTo(
            "{\"kind\":\"ENUM_VALUE\",\"name\":\"ECONOMY\",\"eventType\":\"flights.FlightDeparted\","
                + "\"within\":\"cabin\",\"text\":\"Behind.\",\"place\":\"DESCRIPTION\"}");
  }

  @Test
  void kindsAndLimitNarrowIt() {
    assertThat(hits("q=de&kind=METRIC")).allMatch(hit -> hit.startsWith("METRIC ")).hasSize(3);
    JsonNode limited = server.json("/api/v1/search?q=de&kind=METRIC&limit=1");
    assertThat(limited.get("items")).hasSize(1);
    assertThat(limited.get("total").asInt()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"q=a&limit=0", "q=a&limit=201", "q=a&kind=COLOUR"})
  void whatIsAskedWronglyIsSaid(String query) {
    assertThat(server.get("/api/v1/search?" + query).statusCode()).isEqualTo(400);
  }

  @Test
  void aSearchHasALimit() {
    String most = "a".repeat(Parameters.SEARCH_CHARS_MAX);
    assertThat(server.get("/api/v1/search?q=" + most).statusCode()).isEqualTo(200);
    assertThat(server.get("/api/v1/search?q=a" + most).statusCode()).isEqualTo(400);
  }
}
