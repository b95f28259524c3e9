package dev.tally.aggregator.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.aggregator.testing.Corrections;
import dev.tally.aggregator.testing.Orders;
import dev.tally.aggregator.testing.RawOrders;
import dev.tally.aggregator.testing.Tables;
import dev.tally.edl.model.Aggregate;
import dev.tally.edl.model.DimensionSet;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Metric;
import dev.tally.metadata.MetadataDatabase;
import dev.tally.metadata.MetadataSettings;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.Sql;
import dev.tally.storage.testing.EngineExtension;
import dev.tally.storage.view.EventViews;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Of the events with equal upsert key and time the last one counts, in the view and in series. */
@ExtendWith(EngineExtension.class)
class UpsertTest {
  private static final List<Duration> RESOLUTIONS =
      List.of(Duration.ofSeconds(10), Orders.HOUR, Orders.DAY);

  private static final List<String> METRICS =
      List.of("orders", "items", "most", "users", "exact_users", "basket", "top");

  private static final EventType TYPE =
      Orders.eventType(
              Orders.NAME,
              List.of(
                  metric("orders", new Aggregate.Count(), RESOLUTIONS),
                  metric("items", new Aggregate.Sum("items"), RESOLUTIONS),
                  metric("most", new Aggregate.Max("items"), RESOLUTIONS),
                  metric("users", new Aggregate.Uniq("user"), RESOLUTIONS),
                  metric("exact_users", new Aggregate.UniqExact("user"), RESOLUTIONS),
                  metric("basket", new Aggregate.Ratio("items", "users"), RESOLUTIONS),
                  metric(
                      "top",
                      new Aggregate.TopK("country", 2),
                      List.of(DimensionSet.OVERALL),
                      RESOLUTIONS)))
          .withDedupKey(List.of("user"));

  /** With the metrics that single orders are followed through. */
  private static final EventType PLAIN = plain(List.of("user"), RESOLUTIONS);

  private final ClickHouse clickHouse;
  private final MetadataDatabase metadata =
      MetadataDatabase.open(MetadataSettings.memory(UUID.randomUUID().toString()));
  private final long seed = Long.getLong("tally.seed", System.nanoTime());
  private final Random random = new Random(seed);

  UpsertTest(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  private static EventType plain(List<String> key, List<Duration> resolutions) {
    return Orders.eventType(
            Orders.NAME,
            List.of(
                metric("orders", new Aggregate.Count(), resolutions),
                metric("items", new Aggregate.Sum("items"), resolutions),
                metric("most", new Aggregate.Max("items"), resolutions)))
        .withDedupKey(key);
  }

  private static Metric metric(String name, Aggregate aggregate, List<Duration> resolutions) {
    return metric(name, aggregate, List.of(DimensionSet.OVERALL, Orders.COUNTRY), resolutions);
  }

  private static Metric metric(
      String name, Aggregate aggregate, List<DimensionSet> sets, List<Duration> resolutions) {
    return new Metric(name, "", aggregate, Optional.empty(), sets, resolutions, List.of(), "");
  }

  @BeforeEach
  void empty() {
    System.out.println("UpsertTest seed " + seed + " (set -Dtally.seed to repeat)");
    Tables.empty(clickHouse);
    new EventViews(clickHouse).publish(TYPE);
  }

  @AfterEach
  void close() {
    metadata.close();
  }

  /** Repeats in a batch, in later inserts, by other collectors, with runs interrupted between. */
  @Test
  void theLastOneCounts() {
    Corrections orders = new Corrections(clickHouse, random, TYPE.name(), 7_200);
    for (int i = 0; i < 18; i++) {
      orders.commitSome(3);
      for (int run = 0; run < 3; run++) {
        switch (random.nextInt(4)) {
          case 0, 1 -> interrupt();
          case 2 -> rollup(TYPE, 5, RunProgress.NONE).run();
          default -> {}
        }
      }
      if (i % 6 == 5) {
        check(orders);
      }
    }
    check(orders);
    assertThat(orders.rows()).isGreaterThan(orders.totals().getFirst() + 20);
  }

  /** Nothing is repeated at first; then everything is, once its hours and days are long over. */
  @Test
  void aLateCorrectionTakesWhatWasCountedOutOfItsSeries() {
    order(1, 0, "u1", "no", 5);
    order(2, 3_600, "u1", "no", 7);
    rollUp();
    assertThat(points("items", Orders.DAY)).containsExactly(at("no", 0, 12));

    order(3, 0, "u1", "cz", 6);
    rollUp();
    assertThat(points("items", Orders.DAY)).containsExactly(at("cz", 0, 6), at("no", 0, 7));
    assertThat(points("items", Orders.HOUR))
        .as("nothing is left of the first hour of no")
        .containsExactly(at("cz", 0, 6), at("no", 3_600, 7));
    assertThat(points("most", Duration.ofSeconds(10)))
        .containsExactly(at("cz", 0, 6), at("no", 3_600, 7));
    assertThat(paths("orders", Orders.HOUR)).containsExactly(at("", 0, 1), at("", 3_600, 1));
  }

  /**
   * Replayed rejects as a collector stores them: batch and time of old, another attempt, and
   * received now. Both had been corrected meanwhile, one by its own producer.
   */
  @Test
  void aReplayedEventIsInSeriesIfItIsInTheView() {
    store(1, 0, 50, new Sent(1, 2, 1), "u1", "no", 6);
    store(2, 0, 60, new Sent(2, 9, 1), "u2", "no", 7);
    rollUp();
    assertThat(points("items", Orders.DAY)).containsExactly(at("no", 0, 13));

    store(3, 0, 100, new Sent(1, 1, 2), "u1", "cz", 50);
    store(4, 0, 100, new Sent(1, 3, 2), "u2", "cz", 70);
    rollUp();
    assertThat(itemsInView()).isEqualTo(6 + 70);
    assertThat(points("items", Orders.DAY)).containsExactly(at("cz", 0, 70), at("no", 0, 6));

    store(5, 0, 120, new Sent(2, 10, 1), "u2", "no", 8);
    rollUp();
    assertThat(itemsInView()).isEqualTo(6 + 8);
    assertThat(points("items", Orders.DAY)).containsExactly(at("no", 0, 14));
  }

  private long itemsInView() {
    return clickHouse
        .query(
            "SELECT sum(assumeNotNull(items)) AS n FROM "
                + Sql.identifier(clickHouse.endpoint().viewsDatabase())
                + ".shop_Order",
            Map.of(),
            row -> row.int64("n"))
        .getFirst();
  }

  /** Whose raw rows have begun to expire is left as it is. */
  @Test
  void anEventOfADayThatIsExpiringIsIgnoredAndCounted() {
    order(1, 0, "u1", "no", 5);
    order(2, 86_400, "u1", "no", 5);
    clickHouse.execute(
        "ALTER TABLE events UPDATE expires = toDate('2100-01-05') WHERE block = 2 SETTINGS mutations_sync = 1");
    rollUp();
    Clock later = Clock.fixed(Instant.parse("2100-01-02T00:00:00Z"), ZoneOffset.UTC);
    order(3, 0, "u1", "cz", 6);
    order(4, 3_600, "u2", "cz", 6);
    order(5, 86_400, "u1", "cz", 6);
    RunReport report = new Rollup(Orders.catalog(PLAIN), clickHouse, metadata, later).catchUp();
    assertThat(report.ignored()).isEqualTo(2);
    assertThat(points("items", Orders.DAY)).containsExactly(at("cz", 86_400, 6), at("no", 0, 5));
  }

  /** What was counted before there was a key stays, but where it is corrected. */
  @Test
  void aKeyThatIsDeclaredLaterHoldsFromThenOn() {
    EventType before = plain(List.of(), List.of(Orders.HOUR));
    EventType hourly = plain(List.of("user"), List.of(Orders.HOUR));
    order(1, 0, "u1", "no", 5);
    order(2, 0, "u1", "no", 5);
    order(3, 3_600, "u1", "no", 5);
    order(4, 3_600, "u1", "no", 5);
    rollup(before, 1_000, RunProgress.NONE).catchUp();
    assertThat(points("items", Orders.HOUR)).containsExactly(at("no", 0, 10), at("no", 3_600, 10));

    Clock soon = Clock.fixed(Instant.ofEpochSecond(RawOrders.START_S + 86_400), ZoneOffset.UTC);
    order(5, 3_600, "u1", "no", 6);
    new Rollup(Orders.catalog(hourly), clickHouse, metadata, soon).catchUp();
    assertThat(points("items", Orders.HOUR)).containsExactly(at("no", 0, 10), at("no", 3_600, 6));

    // Raw rows that were counted by hour may have expired by now. By day nothing was counted yet.
    order(6, 0, "u1", "no", 7);
    Rollup now = new Rollup(Orders.catalog(PLAIN), clickHouse, metadata, Clock.systemUTC());
    assertThat(now.catchUp().ignored()).isEqualTo(1);
    assertThat(points("items", Orders.HOUR)).containsExactly(at("no", 0, 10), at("no", 3_600, 6));
    assertThat(points("items", Orders.DAY)).containsExactly(at("no", 0, 13));
  }

  private void order(int block, long offsetS, String user, String country, long items) {
    store(block, offsetS, offsetS, new Sent(1, block, 1), user, country, items);
  }

  /** Where an order came from. */
  private record Sent(int producer, long batch, int attempt) {}

  private void store(
      int block, long offsetS, long receivedS, Sent sent, String user, String country, long items) {
    clickHouse.execute(
        """
        INSERT INTO events (* EXCEPT(created)) VALUES
        ('%s', %d.000, toDateTime64('2024-03-01 00:00:00', 3, 'UTC') + INTERVAL %d SECOND, 1, '00000000-0000-0000-0000-00000000000%d', %d, 0, %d, 'a', %d,
         '2100-01-01', ['country'], ['%s'], ['user'], ['%s'], ['items'], [%d], [], [])"""
            .formatted(
                TYPE.name(),
                RawOrders.START_S + offsetS,
                receivedS,
                sent.producer(),
                sent.batch(),
                sent.attempt(),
                block,
                country,
                user,
                items));
    new RawOrders(clickHouse).commit("a", block, block);
  }

  private static Map.Entry<String, Double> at(String country, long offsetS, double value) {
    return Map.entry(country + " " + (RawOrders.START_S + offsetS), value);
  }

  private void rollUp() {
    rollup(PLAIN, 1_000, RunProgress.NONE).catchUp();
  }

  private Rollup rollup(EventType type, long runEventsMax, RunProgress progress) {
    Clock soon = Clock.fixed(Instant.ofEpochSecond(RawOrders.START_S + 86_400), ZoneOffset.UTC);
    return new Rollup(Orders.catalog(type), clickHouse, metadata, soon, runEventsMax, progress);
  }

  /** Fails after some step; the next run takes it up. */
  private void interrupt() {
    List<RunProgress.Step> steps = List.of(RunProgress.Step.values());
    RunProgress.Step stop = steps.get(random.nextInt(steps.size()));
    try {
      rollup(
              TYPE,
              20,
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

  private void check(Corrections orders) {
    String view = Sql.identifier(clickHouse.endpoint().viewsDatabase()) + ".shop_Order";
    List<Long> seen =
        clickHouse
            .query(
                """
                SELECT count() AS n, sum(assumeNotNull(items)) AS s,
                  sum(toUInt64(substring(toString(producer), 36, 1)) * 1000000 + batch) AS b
                FROM %s"""
                    .formatted(view),
                Map.of(),
                row -> List.of(row.int64("n"), row.int64("s"), row.int64("b")))
            .getFirst();
    assertThat(seen).as("the view, seed %d", seed).isEqualTo(orders.totals());
    rollup(TYPE, 1_000, RunProgress.NONE).catchUp();
    for (Duration resolution : RESOLUTIONS) {
      for (String metric : METRICS) {
        assertThat(points(metric, resolution))
            .as("%s %s, seed %d", metric, resolution, seed)
            .isEqualTo(orders.points(metric, resolution.toSeconds()));
      }
    }
  }

  /** By country. */
  private Map<String, Double> points(String metric, Duration resolution) {
    return points(metric, resolution, "country", "any(values[1])");
  }

  /** Overall. */
  private Map<String, Double> paths(String metric, Duration resolution) {
    return points(metric, resolution, "", "''");
  }

  private Map<String, Double> points(String metric, Duration resolution, String set, String value) {
    Map<String, Double> points = new TreeMap<>();
    clickHouse
        .query(
            """
            SELECT concat(%s, ' ', toString(toUnixTimestamp(time))) AS key,
              argMax(value, version) AS v
            FROM series INNER JOIN (
              SELECT path, any(dimension_values) AS values FROM series_index
              WHERE metric = {metric:String} AND resolution = {resolution:UInt32}
                AND dimension_set = {set:String}
              GROUP BY path) AS indexed USING (path)
            GROUP BY path, time"""
                .formatted(value),
            Map.of("metric", metric, "resolution", resolution.toSeconds(), "set", set),
            row -> Map.entry(row.string("key"), row.float64("v")))
        .forEach(point -> points.put(point.getKey(), point.getValue()));
    return points;
  }
}
