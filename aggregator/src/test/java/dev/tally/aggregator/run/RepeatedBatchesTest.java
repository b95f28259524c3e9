package dev.tally.aggregator.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.aggregator.testing.Orders;
import dev.tally.aggregator.testing.RepeatedBatches;
import dev.tally.aggregator.testing.Tables;
import dev.tally.aggregator.testing.TopValues;
import dev.tally.edl.model.Aggregate;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Weight;
import dev.tally.metadata.MetadataDatabase;
import dev.tally.metadata.MetadataSettings;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.Sql;
import dev.tally.storage.testing.EngineExtension;
import dev.tally.storage.view.EventViews;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What several collectors stored counts once, in whatever order it was stored and rolled up. */
@ExtendWith(EngineExtension.class)
class RepeatedBatchesTest {
  private static final EventType TYPE =
      Orders.eventType(
          Orders.NAME,
          List.of(
              Orders.metric("orders", new Aggregate.Count(), Orders.COUNTRY),
              Orders.metric("items", new Aggregate.Sum("items"), Orders.COUNTRY),
              Orders.metric(
                  "estimated",
                  new Aggregate.WeightedCount(new Weight("items", Weight.Kind.FACTOR)),
                  Orders.COUNTRY),
              Orders.metric("top", new Aggregate.TopK("country", 2)),
              Orders.metric("basket", new Aggregate.Ratio("items", "orders"), Orders.COUNTRY)));

  private final ClickHouse clickHouse;
  private final MetadataDatabase metadata =
      MetadataDatabase.open(MetadataSettings.memory(UUID.randomUUID().toString()));
  private final long seed = Long.getLong("tally.seed", System.nanoTime());
  private final Random random = new Random(seed);

  RepeatedBatchesTest(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  @BeforeEach
  void empty() {
    System.out.println("RepeatedBatchesTest seed " + seed + " (set -Dtally.seed to repeat)");
    Tables.empty(clickHouse);
    new EventViews(clickHouse).publish(TYPE);
  }

  @AfterEach
  void close() {
    metadata.close();
  }

  @Test
  void everyRowCountsOnce() {
    RepeatedBatches batches = new RepeatedBatches(clickHouse, random, TYPE.name(), 300, 30);
    while (batches.isMore()) {
      batches.commitSome();
      switch (random.nextInt(5)) {
        case 0 -> interrupt();
        case 1 -> rollup(1_000, RunProgress.NONE).catchUp();
        case 2 -> rollup(20, RunProgress.NONE).run();
        default -> {}
      }
      if (random.nextInt(8) == 0) {
        check(batches);
      }
    }
    check(batches);
    assertThat(batches.copies()).isGreaterThan(batches.rows() + 20);
  }

  private Rollup rollup(long runEventsMax, RunProgress progress) {
    return new Rollup(
        Orders.catalog(TYPE), clickHouse, metadata, Clock.systemUTC(), runEventsMax, progress);
  }

  /** Fails after some step; the next run takes it up. */
  private void interrupt() {
    List<RunProgress.Step> steps = List.of(RunProgress.Step.values());
    RunProgress.Step stop = steps.get(random.nextInt(steps.size()));
    try {
      rollup(
              500,
              (run, step) -> {
                if (step == stop) {
                  throw new IllegalStateException("stopped");
                }
              })
          .run();
    } catch (IllegalStateException e) {
      assertThat(e).hasMessage("stopped");
    }
  }

  private void check(RepeatedBatches batches) {
    String view = Sql.identifier(clickHouse.endpoint().viewsDatabase()) + ".shop_Order";
    List<Long> seen =
        clickHouse
            .query(
                "SELECT count() AS n, uniqExact(producer, batch, row) AS ids, sum(items) AS s FROM "
                    + view,
                Map.of(),
                row ->
                    List.of(row.int64("n"), row.int64("ids"), row.isNull("s") ? 0 : row.int64("s")))
            .getFirst();
    assertThat(seen)
        .as("the view, seed %d", seed)
        .containsExactly(batches.rows(), batches.rows(), batches.items());
    rollup(1_000, RunProgress.NONE).catchUp();
    for (Duration resolution : List.of(Orders.HOUR, Orders.DAY)) {
      for (boolean isSum : new boolean[] {false, true}) {
        assertThat(points(isSum ? "items" : "orders", resolution))
            .as("%s, seed %d", resolution, seed)
            .isEqualTo(batches.points(resolution.toSeconds(), isSum));
      }
      checkComputed(batches, resolution);
    }
  }

  /** What follows from orders and their items. */
  private void checkComputed(RepeatedBatches batches, Duration resolution) {
    Map<String, Double> orders = batches.points(resolution.toSeconds(), false);
    Map<String, Double> items = batches.points(resolution.toSeconds(), true);
    Map<String, Double> baskets = new TreeMap<>();
    items.forEach((key, sum) -> baskets.put(key, sum / orders.getOrDefault(key, 0.0)));
    assertThat(points("estimated", resolution)).as("seed %d", seed).isEqualTo(items);
    assertThat(points("basket", resolution)).as("seed %d", seed).isEqualTo(baskets);
    assertThat(points("top", resolution)).as("seed %d", seed).isEqualTo(TopValues.of(orders, 2));
  }

  private Map<String, Double> points(String metric, Duration resolution) {
    Map<String, Double> points = new TreeMap<>();
    clickHouse
        .query(
            """
            SELECT concat(any(values[1]), ' ', toString(toUnixTimestamp(time))) AS key,
              argMax(value, version) AS v
            FROM series INNER JOIN (
              SELECT path, any(dimension_values) AS values FROM series_index
              WHERE metric = {metric:String} AND resolution = {resolution:UInt32}
                AND dimension_set = 'country'
              GROUP BY path) AS indexed USING (path)
            GROUP BY path, time""",
            Map.of("metric", metric, "resolution", resolution.toSeconds()),
            row -> Map.entry(row.string("key"), row.float64("v")))
        .forEach(point -> points.put(point.getKey(), point.getValue()));
    return points;
  }
}
