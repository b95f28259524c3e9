package dev.tally.aggregator.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.aggregator.testing.Corrections;
import dev.tally.aggregator.testing.MovingClock;
import dev.tally.aggregator.testing.Orders;
import dev.tally.aggregator.testing.RawOrders;
import dev.tally.aggregator.testing.Tables;
import dev.tally.aggregator.testing.TestSite;
import dev.tally.edl.model.Aggregate;
import dev.tally.edl.model.DimensionSet;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Metric;
import dev.tally.metadata.Databases;
import dev.tally.metadata.PostgresExtension;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.testing.EngineExtension;
import dev.tally.storage.testing.SecondEngine;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.DoubleBinaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Two sites that pull from each other, and replace events: what vanishes at one of them is of the
 * other still, or gone. With what they note in PostgreSQL.
 */
@ExtendWith({EngineExtension.class, PostgresExtension.class})
class SiteCorrectionsTest {
  private static final List<Duration> RESOLUTIONS = List.of(Duration.ofMinutes(1), Orders.DAY);

  private static final EventType TYPE =
      Orders.eventType(
              Orders.NAME,
              List.of(
                  metric("orders", new Aggregate.Count(), 3),
                  metric("items", new Aggregate.Sum("items")),
                  metric("most", new Aggregate.Max("items")),
                  metric("basket", new Aggregate.Ratio("items", "orders"))))
          .withDedupKey(List.of("user"));

  private static SecondEngine second;
  private static ClickHouse there;

  private final ClickHouse here;
  private final Databases postgres;
  private final long seed = Long.getLong("tally.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final MovingClock clock =
      new MovingClock(Instant.ofEpochSecond(RawOrders.START_S + 5 * 86_400));

  SiteCorrectionsTest(ClickHouse clickHouse, Databases postgres) {
    this.here = clickHouse;
    this.postgres = postgres;
  }

  @BeforeAll
  static void start() {
    second = new SecondEngine();
    there = second.clickHouse();
  }

  private static Metric metric(String name, Aggregate aggregate, int... days) {
    return new Metric(
        name,
        "",
        aggregate,
        Optional.empty(),
        List.of(DimensionSet.OVERALL, Orders.COUNTRY),
        RESOLUTIONS,
        java.util.stream.IntStream.of(days).mapToObj(Duration::ofDays).toList(),
        "");
  }

  @AfterAll
  static void stop() {
    second.close();
  }

  @BeforeEach
  void empty() {
    System.out.println("SiteCorrectionsTest seed " + seed + " (set -Dtally.seed to repeat)");
    Tables.empty(here);
    Tables.empty(there);
  }

  @Test
  void bothSitesHaveWhatCountsAtEither() {
    Corrections ours = new Corrections(here, random, Orders.NAME, 7_200);
    Corrections theirs = new Corrections(there, random, Orders.NAME, 7_200);
    try (TestSite home = site(here);
        TestSite oslo = site(there)) {
      for (int i = 0; i < 4; i++) {
        ours.commitSome(3);
        theirs.commitSome(3);
        home.rollUp(random);
        oslo.rollUp(random);
        if (i % 2 == 1) {
          int rounds = exchange(home, oslo);
          assertThat(rounds).as("they don't go on for ever, seed %d", seed).isLessThan(5);
          check(here, ours, theirs);
          check(there, ours, theirs);
        }
      }
    }
  }

  private TestSite site(ClickHouse clickHouse) {
    return new TestSite(
        clickHouse, postgres.next(), Orders.catalog(TYPE), clock, PullLimits.DEFAULT);
  }

  /** Until neither has anything for the other; how often that was asked. */
  private int exchange(TestSite home, TestSite oslo) {
    int rounds = 0;
    int pulls = 1;
    while (pulls > 0 && rounds < 10) {
      clock.move(Duration.ofDays(1));
      pulls = home.pull(oslo.as("oslo"), random) + oslo.pull(home.as("home"), random);
      rounds++;
    }
    return rounds;
  }

  private void check(ClickHouse clickHouse, Corrections ours, Corrections theirs) {
    for (Duration resolution : RESOLUTIONS) {
      Map<String, Double> orders = both("orders", resolution, ours, theirs, Double::sum);
      Map<String, Double> items = both("items", resolution, ours, theirs, Double::sum);
      Map<String, Double> basket = new TreeMap<>();
      orders.forEach((key, count) -> basket.put(key, items.getOrDefault(key, 0.0) / count));
      Map<String, Map<String, Double>> expected =
          Map.of(
              "orders", orders,
              "items", items,
              "most", both("most", resolution, ours, theirs, Math::max),
              "basket", basket);
      expected.forEach(
          (metric, points) ->
              assertThat(points(clickHouse, metric, "", resolution))
                  .as("%s %s, seed %d", metric, resolution, seed)
                  .isEqualTo(points));
    }
    Map<String, Double> window = new TreeMap<>();
    both("orders", Orders.DAY, ours, theirs, Double::sum)
        .forEach(
            (key, count) -> {
              int blank = key.lastIndexOf(' ');
              for (int later = 0; later < 3; later++) {
                long day = Long.parseLong(key.substring(blank + 1)) + later * 86_400L;
                window.merge(key.substring(0, blank + 1) + day, count, Double::sum);
              }
            });
    assertThat(points(clickHouse, "orders", "over_3d", Orders.DAY))
        .as("windows, seed %d", seed)
        .isEqualTo(window);
  }

  private static Map<String, Double> both(
      String metric,
      Duration resolution,
      Corrections ours,
      Corrections theirs,
      DoubleBinaryOperator merge) {
    Map<String, Double> points = new TreeMap<>(ours.points(metric, resolution.toSeconds()));
    theirs
        .points(metric, resolution.toSeconds())
        .forEach((key, value) -> points.merge(key, value, merge::applyAsDouble));
    return points;
  }

  /** By country. */
  private static Map<String, Double> points(
      ClickHouse clickHouse, String metric, String statistic, Duration resolution) {
    Map<String, Double> points = new TreeMap<>();
    clickHouse
        .query(
            """
            SELECT concat(any(values[1]), ' ', toString(toUnixTimestamp(time))) AS key,
              argMax(value, version) AS v
            FROM series INNER JOIN (
              SELECT path, any(dimension_values) AS values FROM series_index
              WHERE metric = {metric:String} AND statistic = {statistic:String}
                AND resolution = {resolution:UInt32} AND dimension_set = 'country'
              GROUP BY path) AS indexed USING (path)
            GROUP BY path, time""",
            Map.of("metric", metric, "statistic", statistic, "resolution", resolution.toSeconds()),
            row -> Map.entry(row.string("key"), row.float64("v")))
        .forEach(point -> points.put(point.getKey(), point.getValue()));
    return points;
  }
}
