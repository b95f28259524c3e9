package dev.tally.aggregator.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.aggregator.testing.BackfillDrive;
import dev.tally.aggregator.testing.ChangingCatalog;
import dev.tally.aggregator.testing.Corrections;
import dev.tally.aggregator.testing.Orders;
import dev.tally.aggregator.testing.RawOrders;
import dev.tally.aggregator.testing.RepeatedBatches;
import dev.tally.aggregator.testing.Tables;
import dev.tally.aggregator.testing.TopValues;
import dev.tally.edl.model.Aggregate;
import dev.tally.edl.model.DimensionSet;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Filter;
import dev.tally.edl.model.Metric;
import dev.tally.metadata.Databases;
import dev.tally.metadata.MetadataDatabase;
import dev.tally.metadata.PostgresExtension;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.testing.EngineExtension;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Backfills of events that replace others, that were stored twice, and of rolling windows, stopped
 * in each kind of step. With what they note in PostgreSQL.
 */
@ExtendWith({EngineExtension.class, PostgresExtension.class})
class BackfillTwinsTest {
  private static final long DAY_S = 86_400;
  private static final List<Duration> RESOLUTIONS = List.of(Duration.ofSeconds(10), Orders.DAY);

  private final ClickHouse clickHouse;
  private final MetadataDatabase metadata;
  private final long seed = Long.getLong("tally.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final ChangingCatalog catalog = new ChangingCatalog(Orders.catalog());

  BackfillTwinsTest(ClickHouse clickHouse, Databases postgres) {
    this.clickHouse = clickHouse;
    this.metadata = MetadataDatabase.open(postgres.next());
  }

  @BeforeEach
  void empty() {
    System.out.println("BackfillTwinsTest seed " + seed + " (set -Dtally.seed to repeat)");
    Tables.empty(clickHouse);
  }

  @AfterEach
  void close() {
    metadata.close();
  }

  private BackfillDrive drive(long nowS, boolean isStopping) {
    Clock clock = Clock.fixed(Instant.ofEpochSecond(nowS), ZoneOffset.UTC);
    return new BackfillDrive(clickHouse, metadata, catalog, clock, 20, isStopping);
  }

  /** So often, and then no more. */
  private static Runnable times(int count, Runnable work) {
    AtomicInteger left = new AtomicInteger(count);
    return () -> {
      if (left.getAndDecrement() > 0) {
        work.run();
      }
    };
  }

  private static Metric metric(String name, Aggregate aggregate, Optional<Filter> filter) {
    boolean isTop = aggregate instanceof Aggregate.TopK;
    return new Metric(
        name,
        "",
        aggregate,
        filter,
        isTop ? List.of(DimensionSet.OVERALL) : List.of(DimensionSet.OVERALL, Orders.COUNTRY),
        RESOLUTIONS,
        List.of(),
        "");
  }

  private static Metric metric(String name, Aggregate aggregate) {
    return metric(name, aggregate, Optional.empty());
  }

  @Test
  void theLastOneCounts() {
    Filter many =
        new Filter.Compare("items", Filter.Operator.GREATER, new Filter.Literal.Numeric(5_000));
    EventType before =
        Orders.eventType(
                Orders.NAME,
                List.of(
                    metric("orders", new Aggregate.Count()),
                    metric("items", new Aggregate.Sum("items"), Optional.of(many)),
                    metric("most", new Aggregate.Max("items"), Optional.of(many)),
                    metric("top", new Aggregate.TopK("country", 1))))
            .withDedupKey(List.of("user"));
    EventType after =
        Orders.eventType(
                Orders.NAME,
                List.of(
                    metric("orders", new Aggregate.Count()),
                    metric("items", new Aggregate.Sum("items")),
                    metric("most", new Aggregate.Max("items")),
                    metric("users", new Aggregate.Uniq("user")),
                    metric("basket", new Aggregate.Ratio("items", "users")),
                    metric("top", new Aggregate.TopK("country", 2))))
            .withDedupKey(List.of("user"));
    catalog.become(Orders.catalog(before));
    Corrections orders = new Corrections(clickHouse, random, Orders.NAME, 7_200);
    BackfillDrive drive = drive(RawOrders.START_S + DAY_S, true);
    for (int i = 0; i < 8; i++) {
      orders.commitSome(3);
    }
    drive(RawOrders.START_S + DAY_S, false).rollup().catchUp();
    catalog.become(Orders.catalog(after));
    drive.run(drive.all(Orders.NAME), times(9, () -> orders.commitSome(2)));
    assertThat(drive.stopped()).contains("swap STATES_DELETED", "swap STATES_SWAPPED");
    for (Duration resolution : RESOLUTIONS) {
      for (String metric : List.of("orders", "items", "most", "users", "basket", "top")) {
        assertThat(points(metric, "", resolution))
            .as("%s %s, seed %d", metric, resolution, seed)
            .isEqualTo(orders.points(metric, resolution.toSeconds()));
      }
    }
  }

  @Test
  void everyCopyCountsOnce() {
    catalog.become(
        Orders.catalog(
            Orders.eventType(Orders.NAME, List.of(metric("orders", new Aggregate.Count())))));
    RepeatedBatches batches = new RepeatedBatches(clickHouse, random, Orders.NAME, 120, 40);
    BackfillDrive drive = drive(RawOrders.START_S + DAY_S, true);
    for (int i = 0; i < 15 && batches.isMore(); i++) {
      batches.commitSome();
    }
    drive(RawOrders.START_S + DAY_S, false).rollup().catchUp();
    catalog.become(
        Orders.catalog(
            Orders.eventType(
                Orders.NAME,
                List.of(
                    metric("orders", new Aggregate.Count()),
                    metric("items", new Aggregate.Sum("items")),
                    metric("top", new Aggregate.TopK("country", 2)),
                    metric("basket", new Aggregate.Ratio("items", "orders"))))));
    drive.run(
        drive.all(Orders.NAME),
        () -> {
          if (batches.isMore()) {
            batches.commitSome();
          }
        });
    while (batches.isMore()) {
      batches.commitSome();
    }
    drive(RawOrders.START_S + DAY_S, false).rollup().catchUp();
    for (Duration resolution : RESOLUTIONS) {
      Map<String, Double> orders = batches.points(resolution.toSeconds(), false);
      Map<String, Double> items = batches.points(resolution.toSeconds(), true);
      Map<String, Double> baskets = new TreeMap<>();
      items.forEach((key, sum) -> baskets.put(key, sum / orders.getOrDefault(key, 0.0)));
      assertThat(points("orders", "", resolution)).as("seed %d", seed).isEqualTo(orders);
      assertThat(points("items", "", resolution)).as("seed %d", seed).isEqualTo(items);
      assertThat(points("basket", "", resolution)).as("seed %d", seed).isEqualTo(baskets);
      assertThat(points("top", "", resolution))
          .as("seed %d", seed)
          .isEqualTo(TopValues.of(orders, 2));
    }
  }

  /** By other events, and no longer by channel. */
  @Test
  void windowsAreOfTheNewStates() {
    RawOrders raw = new RawOrders(clickHouse);
    raw.write(Orders.NAME, 0, 6_000, 1_000, "['no', 'cz', ''][number % 3 + 1]");
    raw.commit("a", 1, 4);
    raw.commit("b", 1, 4);
    Filter express =
        new Filter.Compare("express", Filter.Operator.EQUAL, new Filter.Literal.Bool(true));
    catalog.become(
        Orders.catalog(
            Orders.eventType(
                Orders.NAME,
                List.of(buyers(Optional.of(express), Orders.COUNTRY, Orders.CHANNEL)))));
    long now = RawOrders.START_S + 5 * DAY_S + DAY_S / 2;
    drive(now, false).rollup().catchUp();
    assertThat(points("buyers", "over_7d", "device.channel", Orders.DAY)).isNotEmpty();

    catalog.become(
        Orders.catalog(
            Orders.eventType(Orders.NAME, List.of(buyers(Optional.empty(), Orders.COUNTRY)))));
    BackfillDrive drive =
        new BackfillDrive(
            clickHouse,
            metadata,
            catalog,
            Clock.fixed(Instant.ofEpochSecond(now), ZoneOffset.UTC),
            2_000,
            true);
    drive.run(
        drive.all(Orders.NAME),
        times(
            1,
            () -> {
              raw.commit("a", 5, 6);
              raw.commit("b", 5, 6);
            }));
    assertThat(points("buyers", "over_7d", Orders.DAY)).isEqualTo(truth(7, now));
    assertThat(points("buyers", "over_7d", "device.channel", Orders.DAY)).isEmpty();
  }

  private static Metric buyers(Optional<Filter> filter, DimensionSet... sets) {
    List<DimensionSet> all =
        Stream.concat(Stream.of(DimensionSet.OVERALL), Stream.of(sets)).toList();
    return new Metric(
        "buyers",
        "",
        new Aggregate.Uniq("user"),
        filter,
        all,
        List.of(Orders.HOUR),
        List.of(Duration.ofDays(7)),
        "");
  }

  /** "country day-start" to exact counts; uniq counts so few exactly. */
  private Map<String, Double> truth(int days, long now) {
    Map<String, Double> points = new TreeMap<>();
    clickHouse
        .query(
            """
            SELECT concat(ifNull(country, ''), ' ', toString(day * 86400)) AS key, toFloat64(uniqExact(user)) AS v
            FROM truth
            ARRAY JOIN arrayMap(i -> intDiv(toUnixTimestamp(time), 86400) + i, range(%d)) AS day
            WHERE day <= %d
            GROUP BY ifNull(country, ''), day"""
                .formatted(days, now / DAY_S),
            Map.of(),
            row -> Map.entry(row.string("key"), row.float64("v")))
        .forEach(point -> points.put(point.getKey(), point.getValue()));
    return points;
  }

  private Map<String, Double> points(String metric, String statistic, Duration resolution) {
    return points(metric, statistic, "country", resolution);
  }

  private Map<String, Double> points(
      String metric, String statistic, String set, Duration resolution) {
    Map<String, Double> points = new TreeMap<>();
    clickHouse
        .query(
            """
            SELECT concat(any(values[1]), ' ', toString(toUnixTimestamp(time))) AS key,
              argMax(value, version) AS v
            FROM series INNER JOIN (
              SELECT path, any(dimension_values) AS values FROM series_index
              WHERE metric = {metric:String} AND statistic = {statistic:String}
                AND resolution = {resolution:UInt32} AND dimension_set = {set:String}
              GROUP BY path) AS indexed USING (path)
            GROUP BY path, time""",
            Map.of(
                "metric", metric,
                "statistic", statistic,
                "resolution", resolution.toSeconds(),
                "set", set),
            row -> Map.entry(row.string("key"), row.float64("v")))
        .forEach(point -> points.put(point.getKey(), point.getValue()));
    return points;
  }
}
