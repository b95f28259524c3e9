package dev.tally.aggregator.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tally.aggregator.plan.Window;
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
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Rolling windows against the raw truth. */
@ExtendWith(EngineExtension.class)
class WindowTest {
  private static final long DAY_S = 86_400;
  private static final String COUNTRIES = "['no', 'cz', 'us', ''][number % 4 + 1]";

  /** An hour of the day: the day itself has begun and is not over. */
  private static final long NOON_S = 43_200;

  private final ClickHouse clickHouse;
  private final MetadataDatabase metadata =
      MetadataDatabase.open(MetadataSettings.memory(UUID.randomUUID().toString()));
  private final RawOrders raw;
  private final long seed = Long.getLong("tally.seed", System.nanoTime());
  private final Random random = new Random(seed);

  WindowTest(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
    this.raw = new RawOrders(clickHouse);
  }

  @BeforeEach
  void empty() {
    System.out.println("WindowTest seed " + seed + " (set -Dtally.seed to repeat)");
    Tables.empty(clickHouse);
  }

  @AfterEach
  void close() {
    metadata.close();
  }

  private static Metric metric(String name, Aggregate aggregate, Duration resolution, int... days) {
    return new Metric(
        name,
        "",
        aggregate,
        Optional.empty(),
        List.of(DimensionSet.OVERALL, Orders.COUNTRY),
        List.of(resolution),
        java.util.stream.IntStream.of(days).mapToObj(Duration::ofDays).toList(),
        "");
  }

  private static EventType type() {
    return Orders.eventType(
        Orders.NAME,
        List.of(
            metric("buyers", new Aggregate.Uniq("user"), Orders.HOUR, 1, 7, 28),
            metric("orders", new Aggregate.Count(), Orders.DAY, 1, 2, 7),
            metric("amounts", new Aggregate.Quantiles("amount", List.of(0.5)), Orders.HOUR, 7)));
  }

  private Rollup rollup(EventType type, long nowS, RunProgress progress) {
    return new Rollup(
        Orders.catalog(type),
        clickHouse,
        metadata,
        Clock.fixed(Instant.ofEpochSecond(nowS), ZoneOffset.UTC),
        6_000,
        progress);
  }

  private void commit(int first, int last) {
    raw.commit("a", first, last);
    raw.commit("b", first, last);
  }

  @Test
  void everyWindowIsTheUnionOfItsDays() {
    raw.write(Orders.NAME, 0, 12_000, 1_000, COUNTRIES);
    long now = RawOrders.START_S + 5 * DAY_S + NOON_S;
    for (int block = 1; block <= 12; block += 3) {
      commit(block, block + 2);
      if (random.nextBoolean()) {
        interrupt(now);
      }
      rollup(type(), now, RunProgress.NONE).catchUp();
      check(block + 2, now);
    }
    assertThat(points("buyers", "over_1d")).as("the series itself").isEmpty();
    assertThat(
            clickHouse.query(
                "SELECT DISTINCT resolution FROM series_index WHERE metric = 'buyers' AND statistic = ''",
                Map.of(),
                row -> row.int64("resolution")))
        .as("days are there for the windows only")
        .containsExactly(3_600L);

    // Days begin without an event.
    for (int day = 0; day < 3; day++) {
      now += DAY_S;
      rollup(type(), now, RunProgress.NONE).catchUp();
      check(12, now);
    }
  }

  private void interrupt(long now) {
    int[] left = {random.nextInt(6)};
    try {
      rollup(
              type(),
              now,
              new RunProgress() {
                @Override
                public void reached(Run run, Step step) {}

                @Override
                public void reached(Window window, Step step) {
                  if (left[0]-- == 0) {
                    throw new IllegalStateException("stopped");
                  }
                }
              })
          .catchUp();
    } catch (IllegalStateException e) {
      assertThat(e).hasMessage("stopped");
    }
  }

  private void check(int blocks, long now) {
    assertThat(points("buyers", "over_7d"))
        .as("seed %d", seed)
        .isEqualTo(truth("uniqExact(user)", 7, blocks, now));
    assertThat(points("buyers", "over_28d")).isEqualTo(truth("uniqExact(user)", 28, blocks, now));
    assertThat(points("orders", "over_2d")).isEqualTo(truth("count()", 2, blocks, now));
    assertThat(points("orders", "over_7d")).isEqualTo(truth("count()", 7, blocks, now));
    Map<String, Double> medians = truth("quantileExact(0.5)(assumeNotNull(cents))", 7, blocks, now);
    Map<String, Double> found = points("amounts", "p50_over_7d");
    assertThat(found.keySet()).isEqualTo(medians.keySet());
    truth("count()", 7, blocks, now)
        .forEach(
            (key, count) -> {
              if (count >= 1_000) {
                assertThat(found.getOrDefault(key, 0.0) * 100)
                    .as(key)
                    .isCloseTo(medians.getOrDefault(key, 0.0), within(8_000.0));
              }
            });
  }

  /** "country day" to a value; uniq counts below its exact range here. */
  private Map<String, Double> truth(String value, int days, int blocks, long now) {
    Map<String, Double> points = new TreeMap<>();
    clickHouse
        .query(
            """
            SELECT concat(ifNull(country, ''), ' ', toString(day)) AS key, toFloat64(%s) AS v
            FROM truth
            ARRAY JOIN arrayMap(i -> intDiv(toUnixTimestamp(time), 86400) + i, range(%d)) AS day
            WHERE block <= %d AND day <= %d%s
            GROUP BY ifNull(country, ''), day"""
                .formatted(
                    value,
                    days,
                    blocks,
                    now / DAY_S,
                    value.contains("cents") ? " AND isNotNull(cents)" : ""),
            Map.of(),
            row -> Map.entry(row.string("key"), row.float64("v")))
        .forEach(point -> points.put(point.getKey(), point.getValue()));
    return points;
  }

  private Map<String, Double> points(String metric, String statistic) {
    Map<String, Double> points = new TreeMap<>();
    clickHouse
        .query(
            """
            SELECT concat(any(values[1]), ' ', toString(intDiv(toUnixTimestamp(time), 86400))) AS key,
              argMax(value, version) AS v
            FROM series INNER JOIN (
              SELECT path, any(dimension_values) AS values FROM series_index
              WHERE metric = {metric:String} AND statistic = {statistic:String} AND resolution = 86400
                AND dimension_set = 'country'
              GROUP BY path) AS indexed USING (path)
            GROUP BY path, time""",
            Map.of("metric", metric, "statistic", statistic),
            row -> Map.entry(row.string("key"), row.float64("v")))
        .forEach(point -> points.put(point.getKey(), point.getValue()));
    return points;
  }

  /** What a correction takes out of a day goes out of all its windows. */
  @Test
  void correctionsHoldInWindows() {
    EventType type =
        Orders.eventType(
                Orders.NAME,
                List.of(metric("items", new Aggregate.Sum("items"), Duration.ofMinutes(1), 3)))
            .withDedupKey(List.of("user"));
    Corrections orders = new Corrections(clickHouse, random, type.name(), (int) (12 * DAY_S));
    long now = RawOrders.START_S + 13 * DAY_S;
    for (int i = 0; i < 10; i++) {
      orders.commitSome(3);
      rollup(type, now, RunProgress.NONE).catchUp();
      Map<String, Double> expected = new TreeMap<>();
      orders
          .points("items", DAY_S)
          .forEach(
              (key, value) -> {
                int blank = key.lastIndexOf(' ');
                long day = Long.parseLong(key.substring(blank + 1)) / DAY_S;
                for (int later = 0; later < 3; later++) {
                  if (day + later <= now / DAY_S) {
                    expected.merge(key.substring(0, blank + 1) + (day + later), value, Double::sum);
                  }
                }
              });
      assertThat(points("items", "over_3d")).as("seed %d", seed).isEqualTo(expected);
    }
  }
}
