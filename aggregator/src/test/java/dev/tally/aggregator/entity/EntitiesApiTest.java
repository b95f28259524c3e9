package dev.tally.aggregator.entity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.aggregator.run.EntityFeed;
import dev.tally.aggregator.testing.HttpServer;
import dev.tally.aggregator.testing.HttpServer.Answer;
import dev.tally.aggregator.testing.Instruments;
import dev.tally.aggregator.testing.Orders;
import dev.tally.aggregator.testing.StoredEvents;
import dev.tally.edl.registry.Catalog;
import dev.tally.metadata.MetadataDatabase;
import dev.tally.metadata.MetadataSettings;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.testing.EngineExtension;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(EngineExtension.class)
class EntitiesApiTest {
  private static final long NOON = 1_709_035_200_000L;
  private static final Catalog CATALOG = Orders.catalog(Instruments.type(), Orders.eventType());

  private final HttpServer server;

  EntitiesApiTest(ClickHouse clickHouse) {
    this.server = new HttpServer(new EntitiesApi(CATALOG, clickHouse));
  }

  @BeforeAll
  static void write(ClickHouse clickHouse) {
    new StoredEvents(clickHouse)
        .commit(
            "a",
            List.of(
                Instruments.event(NOON, NOON + 5, 1, 0, "C", 30, false),
                Instruments.event(NOON, NOON + 5, 1, 1, "AIG", 10, false),
                Instruments.event(NOON + 1, NOON + 5, 1, 2, "AIG", 11, false),
                Instruments.event(NOON, NOON + 5, 1, 3, "BAC", 20, false),
                Instruments.event(NOON, NOON + 5, 1, 4, "", 40, false),
                Instruments.event(NOON, NOON + 5, 1, 5, "GE", 50, true)));
    try (MetadataDatabase metadata =
        MetadataDatabase.open(MetadataSettings.memory(UUID.randomUUID().toString()))) {
      new EntityFeed(CATALOG, clickHouse, metadata, Clock.systemUTC()).catchUp();
    }
  }

  @AfterEach
  void close() {
    server.close();
  }

  private Answer get(String... query) {
    return server.get("/api/v1/entities/quotes.Instrument", query);
  }

  private static String keys(Answer answer) {
    assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
    StringBuilder keys = new StringBuilder();
    answer
        .body()
        .get("items")
        .forEach(item -> keys.append(item.get("key").get(0).stringValue()).append(' '));
    return keys + "of " + answer.body().get("total");
  }

  @Test
  void theyAreThereWithAllThatTheirLatestEventSays() {
    Answer answer = get();
    assertThat(keys(answer)).isEqualTo(" AIG BAC C of 4");
    assertThat(answer.body().get("eventType").stringValue()).isEqualTo(Instruments.NAME);
    assertThat(answer.body().get("entityKey").toString()).isEqualTo("[\"symbol\",\"exchange\"]");
    assertThat(answer.body().get("items").get(1).toString())
        .isEqualTo(
            "{\"key\":[\"AIG\",\"X\"],\"time\":\"2024-02-27T12:00:00.001Z\",\"received\":\"2024-02-27T12:00:00.005Z\","
                + "\"revision\":1,\"attributes\":{\"symbol\":\"AIG\",\"exchange\":\"X\",\"deleted\":null,"
                + "\"tick\":0.55,\"lot\":11}}");
  }

  @Test
  void filtersAreThoseOfEdl() {
    assertThat(keys(get("filter", "lot > 10 && !(symbol == 'C')"))).isEqualTo(" AIG BAC of 3");
    assertThat(keys(get("filter", "tick == 1.5"))).isEqualTo("C of 1");
    assertThat(keys(get("filter", "lot == 10"))).as("was replaced").isEqualTo("of 0");
    assertThat(keys(get("filter", "symbol in ('BAC', 'GE')"))).isEqualTo("BAC of 1");
  }

  @Test
  void oneIsFoundByItsKey() {
    assertThat(keys(get("key", "AIG", "key", "X"))).isEqualTo("AIG of 1");
    assertThat(keys(get("key", "", "key", "X"))).isEqualTo(" of 1");
    assertThat(keys(get("key", "AIG", "key", "Y"))).isEqualTo("of 0");
    assertThat(keys(get("key", "GE", "key", "X"))).isEqualTo("of 0");
  }

  @Test
  void pagesLeaveTheTotal() {
    assertThat(keys(get("limit", "2", "offset", "1"))).isEqualTo("AIG BAC of 4");
    assertThat(keys(get("offset", "4"))).isEqualTo("of 4");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "limit;1001;parameter 'limit'",
        "filter;lots > 1;parameter 'filter', character 1: no attribute 'lots'",
        "filter;lot >;parameter 'filter', character 6: expected a string",
        "key;AIG;parameter 'key': 1 values, and an entity has 2: symbol, exchange",
      })
  void wrongParametersAreSaid(String name, String value, String message) {
    Answer answer = get(name, value);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body().stringValue()).contains("REQUEST_INVALID", message);
  }

  @Test
  void whatHasNoEntitiesIsNotFound() {
    assertThat(server.get("/api/v1/entities/shop.Order").body().stringValue())
        .contains("NOT_FOUND", "has no entity_key");
    assertThat(server.get("/api/v1/entities/no.Such").body().stringValue())
        .contains("NOT_FOUND", "no event type 'no.Such' is published");
  }
}
