package dev.tally.aggregator.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.aggregator.size.SizesApi;
import dev.tally.aggregator.testing.HttpServer;
import dev.tally.aggregator.testing.Orders;
import dev.tally.aggregator.testing.RawOrders;
import dev.tally.aggregator.testing.Tables;
import dev.tally.edl.model.Aggregate;
import dev.tally.edl.model.DimensionSet;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Metric;
import dev.tally.edl.model.Retention;
import dev.tally.metadata.MetadataDatabase;
import dev.tally.metadata.MetadataSettings;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.testing.EngineExtension;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** What comes late does no harm where the states of its buckets are gone. */
@ExtendWith(EngineExtension.class)
class RetentionTest {
  private static final long DAY_S = 86_400;

  private final ClickHouse clickHouse;
  private final MetadataDatabase metadata =
      MetadataDatabase.open(MetadataSettings.memory(UUID.randomUUID().toString()));
  private int blocks;

  RetentionTest(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  @BeforeEach
  void empty() {
    Tables.empty(clickHouse);
  }

  @AfterEach
  void close() {
    metadata.close();
  }

  /** Hours are kept for two days, days for a week. */
  private static EventType type() {
    return Orders.eventType(
            Orders.NAME,
            List.of(
                new Metric(
                    "orders",
                    "",
                    new Aggregate.Count(),
                    Optional.empty(),
                    List.of(DimensionSet.OVERALL),
                    List.of(Orders.HOUR, Orders.DAY),
                    List.of(Duration.ofDays(3)),
                    "")))
        .withRetention(
            List.of(
                new Retention(Orders.HOUR, Optional.of(Duration.ofDays(2)), Optional.empty()),
                new Retention(Orders.DAY, Optional.of(Duration.ofDays(7)), Optional.empty())));
  }

  private void order(double day) {
    blocks++;
    clickHouse.execute(
        """
        INSERT INTO events (* EXCEPT(created)) VALUES
        ('%s', %d.000, toDateTime64('2024-03-01 00:00:00', 3, 'UTC'), 1, '00000000-0000-0000-0000-000000000001', %d, 0, 1, 'a', %d,
         '2100-01-01', [], [], [], [], [], [], [], [])"""
            .formatted(Orders.NAME, RawOrders.START_S + Math.round(day * DAY_S), blocks, blocks));
    new RawOrders(clickHouse).commit("a", blocks, blocks);
  }

  private RunReport rollUp(double day) {
    Instant now = Instant.ofEpochSecond(RawOrders.START_S + Math.round(day * DAY_S));
    return new Rollup(
            Orders.catalog(type()), clickHouse, metadata, Clock.fixed(now, ZoneOffset.UTC))
        .catchUp();
  }

  /** "hours value" since the start. */
  private List<String> points(String path) {
    return clickHouse.query(
        """
        SELECT concat(toString(intDiv(toUnixTimestamp(time) - %d, 3600)), ' ', toString(argMax(value, version))) AS point
        FROM series WHERE path = 'shop.Order.orders.%s' GROUP BY time ORDER BY time"""
            .formatted(RawOrders.START_S, path),
        Map.of(),
        row -> row.string("point"));
  }

  @Test
  void aLateEventChangesOnlyWhatHasItsStates() {
    order(0.5);
    order(0.5);
    order(5.5);
    assertThat(rollUp(5.6).expired()).containsExactlyInAnyOrderEntriesOf(Map.of(Orders.HOUR, 2L));
    // As the first two were, had they come in time.
    clickHouse.execute(
        "INSERT INTO series (path, time, value, version) VALUES ('shop.Order.orders.1h', %d, 2, 1)"
            .formatted(RawOrders.START_S + DAY_S / 2));

    order(0.5);
    order(4.5);
    RunReport report = rollUp(5.7);
    assertThat(report.expired()).containsExactlyInAnyOrderEntriesOf(Map.of(Orders.HOUR, 1L));
    assertThat(points("1h")).as("the point of old stays").containsExactly("12 2", "108 1", "132 1");
    assertThat(points("1d")).containsExactly("0 3", "96 1", "120 1");

    order(0.5);
    order(4.6);
    assertThat(rollUp(9.5).expired())
        .containsExactlyInAnyOrderEntriesOf(Map.of(Orders.HOUR, 2L, Orders.DAY, 1L));
    assertThat(points("1d")).containsExactly("0 3", "96 2", "120 1");
    assertThat(points("over_3d.1d"))
        .as("windows that reach beyond what is kept stay: that of day 4")
        .containsExactly("24 3", "48 3", "96 1", "120 3", "144 3", "168 1");
  }

  @Test
  void sizesSayHowLong() {
    order(0.5);
    order(1.5);
    rollUp(1.6);
    try (HttpServer server = new HttpServer(new SizesApi(Orders.catalog(type()), clickHouse))) {
      JsonNode body = server.get("/api/v1/sizes").body();
      assertThat(body.path("kept").values())
          .extracting(
              item ->
                  "%s %s %d %s"
                      .formatted(
                          item.path("table").asString(),
                          item.path("resolution").asString(),
                          item.path("rows").asLong(),
                          item.path("retention").asString()))
          .contains("events  2 30d", "states 1h 2 2d", "states 1d 2 7d")
          .anyMatch(line -> line.startsWith("series 1d "));
      assertThat(body.path("tables").values())
          .extracting(item -> item.path("name").asString())
          .contains("events", "states", "series");
    }
  }
}
