package dev.tally.aggregator.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.aggregator.testing.BackfillDrive;
import dev.tally.aggregator.testing.ChangingCatalog;
import dev.tally.aggregator.testing.Orders;
import dev.tally.aggregator.testing.OrdersReader;
import dev.tally.aggregator.testing.RawOrders;
import dev.tally.aggregator.testing.SeriesOracle;
import dev.tally.aggregator.testing.Tables;
import dev.tally.edl.model.Aggregate;
import dev.tally.edl.model.DimensionSet;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Filter;
import dev.tally.edl.model.Metric;
import dev.tally.metadata.MetadataDatabase;
import dev.tally.metadata.MetadataSettings;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.testing.EngineExtension;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Metrics computed anew are what they would be had they always been so. */
@ExtendWith(EngineExtension.class)
class BackfillTest {
  private static final String COUNTRIES =
      "['no', 'N.O', 'Côte d\\'Ivoire', '日本', '', 'us'][number % 6 + 1]";
  private static final long EVENTS_MAX = 1_500;

  private final ClickHouse clickHouse;
  private final MetadataDatabase metadata =
      MetadataDatabase.open(MetadataSettings.memory(UUID.randomUUID().toString()));
  private final RawOrders raw;
  private final ChangingCatalog catalog =
      new ChangingCatalog(Orders.catalog(before(Orders.someMetrics())));

  BackfillTest(ClickHouse clickHouse) {
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

  /**
   * Some metrics are not there yet; some are by other sets and filters, so that points have to go.
   */
  private static EventType before(List<Metric> all) {
    Filter few = new Filter.Compare("items", Filter.Operator.LESS, new Filter.Literal.Numeric(3));
    List<Metric> metrics = new ArrayList<>();
    for (Metric metric : all) {
      switch (metric.name()) {
        case "orders" ->
            metrics.add(
                Orders.metric(
                    "orders",
                    new Aggregate.Count(),
                    Orders.COUNTRY,
                    Orders.CHANNEL,
                    Orders.CHANNEL_COUNTRY,
                    Orders.COUNTRY_CHANNEL));
        case "average_amount", "amount_spread", "last_weight", "amounts_to", "top_channels" ->
            metrics.add(
                new Metric(
                    metric.name(),
                    metric.description(),
                    metric.aggregate(),
                    Optional.of(few),
                    metric.dimensionSets(),
                    metric.resolutions(),
                    metric.windows(),
                    metric.unit()));
        case "revenue", "buyers", "heaviest", "top_countries", "express_orders" ->
            metrics.add(metric);
        default -> {}
      }
    }
    return Orders.eventType(Orders.NAME, metrics);
  }

  private BackfillDrive drive(boolean isStopping) {
    return new BackfillDrive(
        clickHouse, metadata, catalog, Clock.systemUTC(), EVENTS_MAX, isStopping);
  }

  private void commit(int first, int last) {
    raw.commit("a", first, last);
    raw.commit("b", first, last);
  }

  /** Commits two more blocks of each collector, as long as there are some. */
  private Runnable committing(int first, int last) {
    AtomicInteger next = new AtomicInteger(first);
    return () -> {
      int block = next.getAndAdd(2);
      if (block < last) {
        commit(block, block + 1);
      }
    };
  }

  private void check(List<Metric> metrics) {
    SeriesOracle orders = new SeriesOracle(clickHouse, Orders.NAME, "1");
    assertThat(orders.check(metrics, Orders.HOUR)).isGreaterThan(1_000);
    assertThat(orders.check(metrics, Orders.DAY)).isGreaterThan(200);
  }

  @Test
  void everyPointEqualsTheTruthWhileIngestAndRunsGoOn() {
    catalog.become(Orders.catalog(before(Orders.metrics())));
    raw.write(Orders.NAME, 0, 9_000, 500, COUNTRIES);
    commit(1, 12);
    drive(false).rollup().catchUp();
    catalog.become(Orders.catalog(Orders.eventType()));
    commit(13, 14);
    BackfillDrive drive = drive(false);
    drive.rollup().catchUp();

    Backfill backfill;
    try (OrdersReader reader = new OrdersReader(clickHouse)) {
      assertThat(reader.states(Orders.HOUR)).isEqualTo(7_000);
      backfill = drive.run(drive.all(Orders.NAME), committing(15, 18));
    }
    assertThat(backfill.state()).isEqualTo(Backfill.State.DONE);
    assertThat(backfill.progress()).isEqualTo(1);
    assertThat(backfill.chunks()).isGreaterThan(5);
    assertThat(backfill.scanned()).isEqualTo(backfill.chunks());
    assertThat(backfill.written()).isEqualTo(backfill.chunks());
    assertThat(backfill.kept().list()).isEmpty();
    drive.backfiller().work();
    assertThat(drive.tablesLeft()).isZero();
    check(Orders.metrics());
  }

  /** Once in each kind of step, in the scans, the deltas, the swap and the points. */
  @Test
  void stoppedAnywhereItGoesOnAndCountsNothingTwice() {
    raw.write(Orders.NAME, 0, 6_000, 500, COUNTRIES);
    commit(1, 6);
    drive(false).rollup().catchUp();
    catalog.become(Orders.catalog(Orders.someType()));
    clickHouse.execute("CREATE TABLE backfill_1_scratch_left (a UInt8) ENGINE = Memory");

    BackfillDrive drive = drive(true);
    try (OrdersReader reader = new OrdersReader(clickHouse)) {
      drive.run(drive.all(Orders.NAME), committing(7, 12));
      assertThat(reader.states(Orders.DAY)).isEqualTo(6_000);
    }
    assertThat(drive.stopped())
        .contains(
            "TABLES_CREATED",
            "PLANNED",
            "SCANNED",
            "STATES_INSERTED",
            "CHUNK_SCANNED",
            "ALL_SCANNED",
            "DELTA_WRITTEN",
            "swap SCANNED",
            "swap STATES_INSERTED",
            "swap PLANNED",
            "swap STATES_NOTED",
            "swap STATES_SWAPPED",
            "swap DONE",
            "POINTS_INSERTED",
            "POINTS_DELETED",
            "INDEX_INSERTED",
            "CHUNK_WRITTEN",
            "DONE");
    drive.backfiller().work();
    assertThat(drive.tablesLeft()).isZero();
    check(Orders.someMetrics());
  }

  /** What is not asked for stays as it is: another metric, and another time. */
  @Test
  void nothingElseIsTouched() {
    raw.write(Orders.NAME, 0, 6_000, 1_000, COUNTRIES);
    commit(1, 6);
    drive(false).rollup().catchUp();
    List<Metric> metrics = new ArrayList<>(Orders.someMetrics());
    metrics.add(Orders.metric("express_buyers", new Aggregate.UniqExact("user"), Orders.COUNTRY));
    catalog.become(Orders.catalog(Orders.eventType(Orders.NAME, metrics)));
    Instant from = Instant.ofEpochSecond(RawOrders.START_S);
    BackfillDrive drive = drive(false);
    String others =
        "metric != 'express_buyers' OR bucket < toDateTime(%d, 'UTC')"
            .formatted(from.getEpochSecond());
    String before = states(others);
    drive.run(
        new Backfills.Request(
            Orders.NAME,
            List.of("express_buyers"),
            Optional.of(from.plusSeconds(40_000)),
            Optional.of(from.plusSeconds(50_000)),
            1),
        () -> {});
    assertThat(states(others)).isEqualTo(before);
    assertThat(
            clickHouse.query(
                "SELECT count() AS n FROM states_uniq_exact WHERE metric = 'express_buyers' AND bucket >= toDateTime(%d, 'UTC')"
                    .formatted(from.getEpochSecond()),
                Map.of(),
                row -> row.int64("n") > 0))
        .containsExactly(true);
    assertThat(
            clickHouse.query(
                "SELECT min(time) AS first FROM series WHERE path LIKE 'shop.Order.express_buyers.%'",
                Map.of(), row -> row.instant("first")))
        .containsExactly(from);
  }

  /** Sums to six digits: which parts are added up first is the engine's business. */
  private String states(String condition) {
    return clickHouse
        .query(
            """
            SELECT toString(groupBitXor(cityHash64(tuple(*)))) AS hash FROM (
              SELECT 'numbers', event, metric, resolution, dimension_set, bucket, dimension_values,
                toString(tuple(sum(count), round(sum(sum), 6), min(min), max(max)))
              FROM states WHERE %1$s GROUP BY ALL
              UNION ALL
              SELECT 'uniq', event, metric, resolution, dimension_set, bucket, dimension_values,
                toString(uniqExactMerge(uniq_exact))
              FROM states_uniq_exact WHERE %1$s GROUP BY ALL)"""
                .formatted(condition),
            Map.of(),
            row -> row.string("hash"))
        .getFirst();
  }

  /** Raw rows of the first blocks are gone: so are the buckets that they were in for good. */
  @Test
  void whatLostRawRowsStaysAsItIsAndIsReported() {
    EventType type = type(Optional.empty());
    catalog.become(Orders.catalog(type));
    order(1, 0, 3);
    order(2, 3_600, 5);
    order(3, 86_400, 3);
    order(4, 2 * 86_400, 5);
    drive(false).rollup().catchUp();
    clickHouse.execute("ALTER TABLE events DELETE WHERE block = 2 SETTINGS mutations_sync = 2");

    catalog.become(
        Orders.catalog(
            type(
                Optional.of(
                    new Filter.Compare(
                        "items", Filter.Operator.GREATER, new Filter.Literal.Numeric(4))))));
    BackfillDrive drive = drive(false);
    Backfill backfill = drive.run(drive.all(Orders.NAME), () -> {});
    assertThat(backfill.kept().list())
        .extracting(span -> span.from() - RawOrders.START_S)
        .containsExactly(3_600L);
    assertThat(points(Orders.HOUR))
        .as("the first hour has its raw rows")
        .containsExactly("0 0", "3600 1", "86400 0", "172800 1");
    assertThat(points(Orders.DAY))
        .as("the first day lost one")
        .containsExactly("0 2", "86400 0", "172800 1");

    // All of a day, longer ago than the list of inserts reaches.
    clickHouse.execute("ALTER TABLE events DELETE WHERE block < 3 SETTINGS mutations_sync = 2");
    clickHouse.execute("ALTER TABLE inserts DELETE WHERE block < 3 SETTINGS mutations_sync = 2");
    catalog.become(Orders.catalog(type));
    backfill = drive.run(drive.all(Orders.NAME), () -> {});
    assertThat(backfill.kept().list())
        .extracting(span -> span.from() - RawOrders.START_S)
        .containsExactly(0L);
    assertThat(points(Orders.HOUR)).containsExactly("0 0", "3600 1", "86400 1", "172800 1");
    assertThat(points(Orders.DAY)).containsExactly("0 2", "86400 1", "172800 1");
  }

  private static EventType type(Optional<Filter> filter) {
    return Orders.eventType(
        Orders.NAME,
        List.of(
            new Metric(
                "orders",
                "",
                new Aggregate.Count(),
                filter,
                List.of(DimensionSet.OVERALL),
                List.of(Orders.HOUR, Orders.DAY),
                List.of(),
                "")));
  }

  private void order(int block, long offsetS, long items) {
    clickHouse.execute(
        """
        INSERT INTO events (* EXCEPT(created)) VALUES
        ('%s', %d.000, toDateTime64('2024-03-01 00:00:00', 3, 'UTC'), 1, '00000000-0000-0000-0000-000000000001', %d, 0, 1, 'a', %d,
         '2100-01-01', [], [], [], [], ['items'], [%d], [], [])"""
            .formatted(Orders.NAME, RawOrders.START_S + offsetS, block, block, items));
    raw.commit("a", block, block);
  }

  private List<String> points(Duration resolution) {
    return clickHouse.query(
        """
        SELECT concat(toString(toUnixTimestamp(time) - %d), ' ', toString(argMax(value, version))) AS point
        FROM series WHERE path = 'shop.Order.orders.%s'
        GROUP BY time ORDER BY time"""
            .formatted(RawOrders.START_S, resolution.equals(Orders.HOUR) ? "1h" : "1d"),
        Map.of(),
        row -> row.string("point"));
  }

  @Test
  void aRevisionThatChangesItMeanwhileEndsIt() {
    raw.write(Orders.NAME, 0, 3_000, 1_000, COUNTRIES);
    commit(1, 3);
    drive(false).rollup().catchUp();
    BackfillDrive drive = drive(false);
    AtomicInteger turns = new AtomicInteger();
    Backfill backfill =
        drive.run(
            drive.all(Orders.NAME),
            () -> {
              if (turns.incrementAndGet() == 2) {
                catalog.become(Orders.catalog(Orders.someType()));
              }
            });
    assertThat(backfill.state()).isEqualTo(Backfill.State.FAILED);
    assertThat(backfill.error()).contains("start it again");
    drive.backfiller().work();
    assertThat(drive.tablesLeft()).isZero();
  }
}
