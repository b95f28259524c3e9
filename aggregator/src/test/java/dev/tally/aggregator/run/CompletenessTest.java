package dev.tally.aggregator.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tally.aggregator.series.CompletenessApi;
import dev.tally.aggregator.testing.HttpServer;
import dev.tally.aggregator.testing.Orders;
import dev.tally.aggregator.testing.RawOrders;
import dev.tally.aggregator.testing.Tables;
import dev.tally.edl.model.Aggregate;
import dev.tally.edl.model.EventType;
import dev.tally.metadata.MetadataDatabase;
import dev.tally.metadata.MetadataSettings;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.testing.EngineExtension;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** Each point is complete, partial or recomputed. Times are hours after {@link #START}. */
@ExtendWith(EngineExtension.class)
class CompletenessTest {
  private static final Instant START = Instant.ofEpochSecond(RawOrders.START_S);
  private static final EventType TYPE =
      Orders.eventType(Orders.NAME, List.of(Orders.metric("orders", new Aggregate.Count())));

  private final ClickHouse clickHouse;
  private final MetadataDatabase metadata =
      MetadataDatabase.open(MetadataSettings.memory(UUID.randomUUID().toString()));
  private final RawOrders raw;
  private final Map<String, Integer> blocks = new HashMap<>();

  CompletenessTest(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
    this.raw = new RawOrders(clickHouse);
  }

  @BeforeEach
  void empty() {
    Tables.empty(clickHouse);
  }

  @AfterEach
  void close() {
    metadata.close();
  }

  private static Instant at(double hours) {
    return START.plusMillis(Math.round(hours * 3_600_000));
  }

  /** A block of one order. */
  private void order(String collector, double time, double received) {
    int block = blocks.merge(collector, 1, Integer::sum);
    clickHouse.execute(
        """
        INSERT INTO events (* EXCEPT(created))
        SELECT '%s', fromUnixTimestamp64Milli(%d, 'UTC'), fromUnixTimestamp64Milli(%d, 'UTC'), 1, generateUUIDv4(), %d, 0, 1,
          '%s', %d, '2100-01-01', [], [], [], [], [], [], [], []"""
            .formatted(
                Orders.NAME,
                at(time).toEpochMilli(),
                at(received).toEpochMilli(),
                block,
                collector,
                block));
    raw.commit(collector, block, block);
  }

  private Rollup rollup(double now, RunProgress progress) {
    return new Rollup(
        Orders.catalog(TYPE),
        clickHouse,
        metadata,
        Clock.fixed(at(now), ZoneOffset.UTC),
        Rollup.RUN_EVENTS_MAX,
        progress);
  }

  private void rollUp(double now) {
    rollup(now, RunProgress.NONE).catchUp();
  }

  private List<String> hours() {
    return clickHouse.query(
        """
        SELECT concat(toString(intDiv(toUnixTimestamp(time) - %d, 3600)), ' ', toString(value), ' ', status) AS point
        FROM series_status WHERE path = 'shop.Order.orders.1h' ORDER BY time"""
            .formatted(RawOrders.START_S),
        Map.of(),
        row -> row.string("point"));
  }

  @Test
  void aPointIsPartialUntilAllCollectorsArePastIt() {
    order("a", 0.5, 0.5);
    order("b", 0.5, 0.5);
    rollUp(0.6);
    assertThat(hours()).containsExactly("0 2 partial");

    order("a", 1.5, 1.5);
    rollUp(1.6);
    assertThat(hours()).as("b may bring more").containsExactly("0 2 partial", "1 1 partial");

    order("b", 0.9, 1.01);
    rollUp(1.6);
    assertThat(hours()).as("within two minutes").containsExactly("0 3 partial", "1 1 partial");

    order("b", 1.1, 1.04);
    rollUp(1.6);
    assertThat(hours()).containsExactly("0 3 complete", "1 2 partial");
  }

  @Test
  void whatComesLateMakesItRecomputedAndStaysSo() {
    order("a", 0.5, 0.5);
    order("a", 2.5, 2.5);
    rollUp(2.6);
    assertThat(hours()).containsExactly("0 1 complete", "2 1 partial");

    order("a", 0.7, 3.5);
    rollUp(3.6);
    assertThat(hours()).containsExactly("0 2 recomputed", "2 1 complete");
    order("a", 4.5, 4.5);
    rollUp(4.6);
    assertThat(hours()).containsExactly("0 2 recomputed", "2 1 complete", "4 1 partial");
  }

  @Test
  void aCollectorThatIsSilentHoldsNothingBackOnceRollupsLooked() {
    order("a", 0.5, 0.5);
    rollUp(0.6);
    assertThat(hours()).containsExactly("0 1 partial");
    order("b", 1.5, 1.5);
    rollup(1.6, RunProgress.NONE).run();
    assertThat(hours()).as("nobody looked since").containsExactly("0 1 partial", "1 1 partial");
    rollUp(1.6);
    assertThat(hours()).containsExactly("0 1 complete", "1 1 partial");
  }

  @Test
  void aRunThatIsRepeatedSaysTheSame() {
    for (RunProgress.Step stop :
        List.of(RunProgress.Step.POINTS_INSERTED, RunProgress.Step.WATERMARKS_INSERTED)) {
      Tables.empty(clickHouse);
      blocks.clear();
      MetadataDatabase fresh =
          MetadataDatabase.open(MetadataSettings.memory(UUID.randomUUID().toString()));
      try (fresh) {
        order("a", 0.5, 0.5);
        order("a", 2.5, 2.5);
        Rollup interrupted =
            new Rollup(
                Orders.catalog(TYPE),
                clickHouse,
                fresh,
                Clock.fixed(at(2.6), ZoneOffset.UTC),
                Rollup.RUN_EVENTS_MAX,
                (run, step) -> {
                  if (step == stop) {
                    throw new IllegalStateException("stopped");
                  }
                });
        assertThatThrownBy(interrupted::run).hasMessage("stopped");
        new Rollup(Orders.catalog(TYPE), clickHouse, fresh, Clock.fixed(at(2.6), ZoneOffset.UTC))
            .catchUp();
        assertThat(hours()).as("%s", stop).containsExactly("0 1 complete", "2 1 partial");
      }
    }
  }

  @Test
  void theApiSaysWhatEachCollectorBrought() {
    order("a", 0.5, 0.5);
    order("b", 1.5, 1.25);
    rollUp(1.6);
    HttpServer server = new HttpServer(new CompletenessApi(clickHouse));
    try {
      JsonNode body = server.get("/api/v1/completeness", "eventType", Orders.NAME).body();
      assertThat(body.get("total").asInt()).isEqualTo(2);
      JsonNode hourly = body.get("items").get(0);
      assertThat(hourly.get("resolution").asString()).isEqualTo("1h");
      assertThat(hourly.get("completeUntil").asString())
          .isEqualTo(at(0.5).minus(Duration.ofMinutes(2)).toString());
      assertThat(hourly.get("collectors")).hasSize(2);
      assertThat(hourly.get("collectors").get(1).toString())
          .isEqualTo(
              "{\"collector\":\"b\",\"site\":\"\",\"block\":1,\"received\":\"%s\",\"time\":\"%s\",\"until\":\"%s\"}"
                  .formatted(at(1.25), at(1.5), at(1.25).minus(Duration.ofMinutes(2))));
      assertThat(
              server
                  .get("/api/v1/completeness", "eventType", "shop.Return")
                  .body()
                  .get("total")
                  .asInt())
          .isZero();
    } finally {
      server.close();
    }
  }
}
