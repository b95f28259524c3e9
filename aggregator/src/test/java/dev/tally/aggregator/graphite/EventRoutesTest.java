package dev.tally.aggregator.graphite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.aggregator.annotation.Annotation;
import dev.tally.aggregator.annotation.Notes;
import dev.tally.aggregator.annotation.RevisionAnnotations;
import dev.tally.aggregator.testing.GraphiteServer;
import dev.tally.aggregator.testing.HttpServer.Answer;
import dev.tally.aggregator.testing.HttpServer.Text;
import dev.tally.aggregator.testing.Orders;
import dev.tally.edl.model.Revision;
import dev.tally.edl.registry.Catalog;
import dev.tally.metadata.Databases;
import dev.tally.metadata.PostgresExtension;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.testing.EngineExtension;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith({EngineExtension.class, PostgresExtension.class})
class EventRoutesTest {
  private static final Instant NOW = Instant.parse("2001-03-07T00:30:00Z");
  private static final Annotation ALERT =
      new Annotation(
          "alert-1-firing",
          Instant.parse("2001-03-06T00:00:00Z"),
          "firing: too few",
          "",
          List.of("alert", "firing"));

  private final GraphiteServer graphite;

  EventRoutesTest(ClickHouse clickHouse, Databases postgres) {
    Revision revision =
        new Revision(7, 7, Orders.eventType(), Instant.parse("2001-03-05T00:00:00Z"));
    this.graphite =
        new GraphiteServer(
            clickHouse,
            postgres.next(),
            NOW,
            GraphiteLimits.DEFAULT,
            new RevisionAnnotations(Catalog.of(List.of(revision))),
            (from, until, limit) ->
                ALERT.time().isBefore(from) || ALERT.time().isAfter(until)
                    ? List.of()
                    : List.of(ALERT));
  }

  @BeforeEach
  void note() {
    post("{\"what\":\"v2\",\"tags\":[\"deploy\",\"web\"],\"when\":983700000.5,\"data\":\"by CI\"}");
    post("{\"what\":\"v3\",\"tags\":\"deploy, shop\",\"unknown\":1}");
  }

  @AfterEach
  void close() {
    graphite.close();
  }

  private Text post(String body) {
    return graphite.http().exchange("POST", "/events", body);
  }

  private Answer get(String... query) {
    return graphite.http().get("/events/get_data", query);
  }

  private static String what(Answer answer) {
    return StreamSupport.stream(answer.body().spliterator(), false)
        .map(event -> event.get("what").asString())
        .collect(Collectors.joining("|"));
  }

  @Test
  void whatAllKnowIsOneListByTime() {
    assertThat(get().body().toString())
        .isEqualTo(
            "[{\"when\":983700000,\"what\":\"v2\",\"data\":\"by CI\",\"tags\":[\"deploy\",\"web\"],\"id\":1},"
                + "{\"when\":983750400,\"what\":\"shop.Order: revision 7\",\"data\":\"Somebody ordered.\","
                + "\"tags\":[\"schema\",\"shop.Order\"],\"id\":\"revision-7\"},"
                + "{\"when\":983836800,\"what\":\"firing: too few\",\"data\":\"\",\"tags\":[\"alert\",\"firing\"],"
                + "\"id\":\"alert-1-firing\"},"
                + "{\"when\":983925000,\"what\":\"v3\",\"data\":\"\",\"tags\":[\"deploy\",\"shop\"],\"id\":2}]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "deploy;;v2|v3",
        "deploy shop;;v3",
        "deploy,shop;intersection;v3",
        "web schema;union;v2|shop.Order: revision 7",
        "alert;;firing: too few",
        "nothing;;''",
      })
  void tagsSelect(String tags, String set, String expected) {
    Answer answer = set == null ? get("tags", tags) : get("tags", tags, "set", set);
    assertThat(what(answer)).isEqualTo(expected);
  }

  @Test
  void theRangeHoldsItsEnds() {
    assertThat(what(get("from", "983750400", "until", "983836800")))
        .isEqualTo("shop.Order: revision 7|firing: too few");
    assertThat(what(get("from", "-1h", "until", "now"))).isEqualTo("v3");
    assertThat(what(get("until", "20010305"))).isEqualTo("v2|shop.Order: revision 7");
  }

  @Test
  void eventsIsATarget() {
    Answer answer =
        graphite
            .http()
            .get(
                "/render",
                "target",
                "events('deploy')",
                "target",
                "summarize(events('*'),'1d','sum')",
                "from",
                "20010304",
                "until",
                "20010307",
                "maxDataPoints",
                "4",
                "noNullPoints",
                "1");
    assertThat(answer.body().get(0).get("datapoints").toString()).isEqualTo("[[1,983664000]]");
    assertThat(answer.body().get(1).get("datapoints").toString())
        .isEqualTo("[[1,983664000],[1,983750400],[1,983836800]]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{\"what\":5}",
        "{\"when\":\"now\"}",
        "{\"when\":1e15}",
        "{\"tags\":5}",
        "{\"tags\":[5]}",
        "{\"tags\":{\"a\":1}}",
      })
  void whatIsNoEventIsRefused(String body) {
    Text answer = post(body);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).startsWith("\"REQUEST_INVALID: ");
  }

  @Test
  void notesHaveLimits() {
    String what = "w".repeat(Notes.WHAT_LENGTH_MAX);
    assertThat(post("{\"what\":\"%s\"}".formatted(what)).status()).isEqualTo(200);
    assertThat(post("{\"what\":\"%sx\"}".formatted(what)).status()).isEqualTo(400);
    String data = "d".repeat(Notes.DETAILS_LENGTH_MAX);
    assertThat(post("{\"data\":\"%s\"}".formatted(data)).status()).isEqualTo(200);
    assertThat(post("{\"data\":\"%sx\"}".formatted(data)).status()).isEqualTo(400);
    String tags = "t ".repeat(Notes.TAGS_MAX);
    assertThat(post("{\"tags\":\"%s\"}".formatted(tags)).status()).isEqualTo(200);
    assertThat(post("{\"tags\":\"%st\"}".formatted(tags)).status()).isEqualTo(400);
  }
}
