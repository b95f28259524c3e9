package dev.tally.aggregator.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.aggregator.run.Rollup;
import dev.tally.aggregator.run.SeriesVersions;
import dev.tally.aggregator.schedule.BackfillSchedule;
import dev.tally.aggregator.schedule.RollupSchedule;
import dev.tally.aggregator.testing.BackfillDrive;
import dev.tally.aggregator.testing.HttpServer;
import dev.tally.aggregator.testing.HttpServer.Text;
import dev.tally.aggregator.testing.MemoryScheduler;
import dev.tally.aggregator.testing.Orders;
import dev.tally.aggregator.testing.RawOrders;
import dev.tally.aggregator.testing.SeriesOracle;
import dev.tally.aggregator.testing.Tables;
import dev.tally.edl.registry.Catalog;
import dev.tally.metadata.MetadataDatabase;
import dev.tally.metadata.MetadataSettings;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.testing.EngineExtension;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@ExtendWith(EngineExtension.class)
class BackfillsApiTest {
  private static final String PATH = "/api/v1/backfills";

  private final ClickHouse clickHouse;
  private final MetadataDatabase metadata =
      MetadataDatabase.open(MetadataSettings.memory(UUID.randomUUID().toString()));
  private final Catalog catalog =
      Orders.catalog(Orders.someType(), Orders.eventType("shop.Return", Orders.someMetrics()));
  private final HttpServer server =
      new HttpServer(new BackfillsApi(new Backfills(catalog, metadata, Clock.systemUTC())));

  BackfillsApiTest(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  @BeforeEach
  void empty() {
    Tables.empty(clickHouse);
  }

  @AfterEach
  void close() {
    server.close();
    metadata.close();
  }

  private JsonNode post(String path, String body) {
    return new JsonMapper().readTree(exchange(path, body).body());
  }

  private Text exchange(String path, String body) {
    return server.exchange("POST", path, body);
  }

  @Test
  void oneIsQueuedForEachEventTypeAndCanBeCancelled() {
    JsonNode started =
        post(
            PATH,
            "{\"metrics\": [\"express_share\", \"revenue\"], \"from\": \"2024-02-27T10:00:00Z\"}");
    assertThat(started.path("total").asInt()).isEqualTo(2);
    JsonNode first = started.path("items").path(0);
    assertThat(first.path("eventType").asString()).isEqualTo("shop.Order");
    assertThat(first.path("metrics").values())
        .extracting(JsonNode::asString)
        .as("a ratio stands for what it is computed of")
        .containsExactlyInAnyOrder("express_orders", "orders", "revenue");
    assertThat(first.path("resolutions").values())
        .extracting(JsonNode::asString)
        .containsExactly("1h", "1d");
    assertThat(first.path("from").asString()).isEqualTo("2024-02-27T00:00:00Z");
    assertThat(first.path("until").isNull()).isTrue();
    assertThat(first.path("state").asString()).isEqualTo("queued");

    String own = PATH + "/" + first.path("id").asLong();
    assertThat(post(own + "/cancel", "").path("state").asString()).isEqualTo("cancelled");
    assertThat(exchange(own + "/cancel", "").body()).contains("REQUEST_INVALID", "is cancelled");
    assertThat(server.get(own).body().path("state").asString()).isEqualTo("cancelled");
    assertThat(server.get(PATH).body().path("items").values())
        .extracting(item -> item.path("state").asString())
        .containsExactly("queued", "cancelled");
  }

  @Test
  void whatIsWrongIsSaid() {
    assertThat(exchange(PATH, "{\"eventType\": \"shop.None\"}").body())
        .contains("NOT_FOUND", "no event type 'shop.None' is published");
    assertThat(exchange(PATH, "{\"eventType\": \"shop.Order\", \"metrics\": [\"x\"]}").body())
        .contains("NOT_FOUND", "event type shop.Order has no metric 'x'");
    assertThat(exchange(PATH, "{\"since\": \"x\"}").body()).contains("unknown key 'since'");
    assertThat(exchange(PATH, "{\"from\": \"yesterday\"}").body()).contains("is not a time");
    assertThat(exchange(PATH, "{\"parallel\": 9}").body()).contains("not from 1 to 8");
    assertThat(
            exchange(
                    PATH,
                    "{\"from\": \"2024-02-27T00:00:00Z\", \"until\": \"2024-02-27T00:00:00Z\"}")
                .body())
        .contains("'from' must be before 'until'");
    assertThat(server.get(PATH + "/77").status()).isEqualTo(400);
    assertThat(server.get(PATH + "/x").status()).isEqualTo(400);
    assertThat(server.get(PATH).body().path("total").asInt()).isZero();
  }

  @Test
  void jobsDoIt() throws SchedulerException {
    RawOrders raw = new RawOrders(clickHouse);
    raw.write(Orders.NAME, 0, 20_000, 2_000, "'NO'");
    raw.commit("a", 1, 10);
    raw.commit("b", 1, 10);
    Scheduler scheduler = MemoryScheduler.create();
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    BackfillDrive drive =
        new BackfillDrive(clickHouse, metadata, catalog, Clock.systemUTC(), 5_000, false);
    Rollup rollup = drive.rollup();
    rollup.catchUp();
    clickHouse.execute(
        "ALTER TABLE states DELETE WHERE metric = 'orders' SETTINGS mutations_sync = 2");
    clickHouse.execute(
        "ALTER TABLE series DELETE WHERE path LIKE '%.orders.%' SETTINGS mutations_sync = 2");
    Map<Duration, Long> versions = new SeriesVersions(metadata).current();
    try (RollupSchedule rollups = new RollupSchedule(scheduler, rollup, meters);
        BackfillSchedule _ = new BackfillSchedule(scheduler, drive.backfiller(), meters)) {
      rollups.update();
      scheduler.start();
      long id =
          post(PATH, "{\"eventType\": \"shop.Order\"}").path("items").path(0).path("id").asLong();
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> server.get(PATH + "/" + id).body().path("state").asString().equals("done"));
    } finally {
      scheduler.shutdown(true);
    }
    SeriesOracle orders = new SeriesOracle(clickHouse, Orders.NAME, "1");
    orders.check(Orders.someMetrics(), Orders.DAY);
    orders.check(Orders.someMetrics(), Orders.HOUR);
    assertThat(meters.counter("tally.backfill.events").count()).isEqualTo(20_000);
    assertThat(meters.counter("tally.backfill.chunks").count()).isGreaterThan(3);
    assertThat(new SeriesVersions(metadata).current().get(Orders.DAY))
        .isGreaterThan(versions.get(Orders.DAY));
  }
}
