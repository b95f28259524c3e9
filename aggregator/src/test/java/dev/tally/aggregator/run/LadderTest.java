package dev.tally.aggregator.run;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.aggregator.run.RunReport.Outcome;
import dev.tally.aggregator.testing.Orders;
import dev.tally.aggregator.testing.RawOrders;
import dev.tally.aggregator.testing.SeriesOracle;
import dev.tally.aggregator.testing.Tables;
import dev.tally.edl.model.DimensionSet;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Metric;
import dev.tally.metadata.MetadataDatabase;
import dev.tally.metadata.MetadataSettings;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.testing.EngineExtension;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Wider buckets are merged from narrow ones, and resolutions that are behind catch up. */
@ExtendWith(EngineExtension.class)
class LadderTest {
  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final String COUNTRIES = "['no', 'cz', 'us', ''][number % 4 + 1]";

  private final ClickHouse clickHouse;
  private final MetadataDatabase metadata =
      MetadataDatabase.open(MetadataSettings.memory(UUID.randomUUID().toString()));
  private final RawOrders raw;
  private final long seed = Long.getLong("tally.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private long committed;

  LadderTest(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
    this.raw = new RawOrders(clickHouse);
  }

  @BeforeEach
  void empty() {
    System.out.println("LadderTest seed " + seed + " (set -Dtally.seed to repeat)");
    Tables.empty(clickHouse);
    raw.write(Orders.NAME, 0, 30_000, 1_000, COUNTRIES);
  }

  @AfterEach
  void close() {
    metadata.close();
  }

  /** Some metrics, all of the same resolutions; RollupTest has them all, by hour and day. */
  private static EventType type(Duration... resolutions) {
    return Orders.eventType(
        Orders.NAME,
        Orders.someMetrics().stream().map(metric -> Orders.at(metric, resolutions)).toList());
  }

  private Rollup rollup(EventType type, long runEventsMax, RunProgress progress) {
    return new Rollup(
        Orders.catalog(type), clickHouse, metadata, Clock.systemUTC(), runEventsMax, progress);
  }

  private void commit(int blocks) {
    for (String collector : List.of("a", "b")) {
      raw.commit(collector, committed + 1, committed + blocks);
    }
    committed += blocks;
  }

  private void check(Duration... resolutions) {
    SeriesOracle orders = new SeriesOracle(clickHouse, Orders.NAME, "block <= " + committed);
    for (Duration resolution : resolutions) {
      assertThat(orders.check(Orders.someMetrics(), resolution))
          .as("%s, seed %d", resolution, seed)
          .isGreaterThan(100);
    }
  }

  /** Whatever the resolutions have to do with each other, or the metrics of an event type. */
  @Test
  void everyMetricHasItsOwnResolutions() {
    Duration odd = Duration.ofSeconds(90);
    Map<String, List<Duration>> resolutions =
        Map.of(
            "orders", List.of(TEN_SECONDS, MINUTE, Orders.HOUR, Orders.DAY),
            "revenue", List.of(Orders.DAY),
            "buyers", List.of(MINUTE, Orders.DAY),
            "average_amount", List.of(MINUTE, odd, Duration.ofMinutes(3), Orders.DAY),
            "heaviest", List.of(odd, Orders.HOUR),
            "last_weight", List.of(Orders.HOUR));
    List<Metric> metrics =
        Orders.metrics().stream()
            .filter(metric -> resolutions.containsKey(metric.name()))
            .map(
                metric ->
                    Orders.at(
                        metric,
                        requireNonNull(resolutions.get(metric.name())).toArray(new Duration[0])))
            .toList();
    Rollup rollup = rollup(Orders.eventType(Orders.NAME, metrics), 7_000, RunProgress.NONE);
    commit(30);
    assertThat(rollup.catchUp().events()).isEqualTo(30_000);
    SeriesOracle orders = new SeriesOracle(clickHouse, Orders.NAME, "1");
    resolutions.forEach(
        (metric, declared) -> {
          for (Duration resolution : declared) {
            assertThat(orders.checkNumbers(metric, DimensionSet.OVERALL, resolution)).isPositive();
            assertThat(orders.checkNumbers(metric, Orders.COUNTRY, resolution)).isPositive();
          }
        });
    assertThat(statesOf("revenue"))
        .as("nothing finer than what is declared")
        .containsExactly(Orders.DAY.toSeconds());
  }

  private List<Long> statesOf(String metric) {
    return clickHouse.query(
        "SELECT DISTINCT resolution FROM states WHERE metric = {metric:String} ORDER BY resolution",
        Map.of("metric", metric),
        row -> row.int64("resolution"));
  }

  /** As an installation from before the ladder is: each resolution as far as it happened to be. */
  @Test
  void resolutionsThatAreBehindCatchUp() {
    commit(3);
    rollup(type(Orders.HOUR), 1_000, RunProgress.NONE).catchUp();
    commit(3);
    rollup(type(Orders.DAY), 1_000, RunProgress.NONE).catchUp();
    raw.commit("a", 7, 8);
    rollup(type(Orders.HOUR), 1_000, RunProgress.NONE).catchUp();
    raw.commit("b", 7, 8);
    committed = 8;
    rollup(type(Orders.DAY), 1_000, RunProgress.NONE).run();

    Rollup all = rollup(type(MINUTE, Orders.HOUR, Orders.DAY), 2_000, RunProgress.NONE);
    assertThat(all.catchUp().isBehind()).isFalse();
    check(MINUTE, Orders.HOUR, Orders.DAY);

    commit(2);
    RunReport together = all.run();
    assertThat(together.resolutions()).containsExactly(MINUTE, Orders.HOUR, Orders.DAY);
    assertThat(together.isBehind()).isFalse();
    check(MINUTE, Orders.HOUR, Orders.DAY);
  }

  /** A long history is caught up with while fresh points go on. */
  @Test
  void aNewResolutionHoldsUpTheOthersByOneRun() {
    commit(20);
    rollup(type(Orders.HOUR), 100_000, RunProgress.NONE).catchUp();
    Rollup both = rollup(type(Orders.HOUR, Orders.DAY), 2_000, RunProgress.NONE);
    List<List<Duration>> runs = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      commit(1);
      runs.add(both.run().resolutions());
    }
    assertThat(runs)
        .containsExactly(
            List.of(Orders.HOUR), List.of(Orders.DAY), List.of(Orders.HOUR), List.of(Orders.DAY));
    assertThat(both.catchUp().outcome()).isIn(Outcome.DONE, Outcome.IDLE);
    check(Orders.HOUR, Orders.DAY);
  }

  @Test
  void aRunThatAnOlderVersionBeganIsFinishedForItsResolution() {
    commit(4);
    interrupt(type(Orders.HOUR), RunProgress.Step.STATES_INSERTED);
    metadata.withHandle(
        handle -> handle.execute("UPDATE rollup_run SET resolution_s = 3600, resolutions = NULL"));
    RunReport finished = rollup(type(Orders.HOUR, Orders.DAY), 9_000, RunProgress.NONE).run();
    assertThat(finished.resolutions()).containsExactly(Orders.HOUR);
    rollup(type(Orders.HOUR, Orders.DAY), 9_000, RunProgress.NONE).catchUp();
    check(Orders.HOUR, Orders.DAY);
  }

  /** Resolutions come and go between runs that are interrupted anywhere. */
  @Test
  void whateverIsDeclaredAndInterruptedEveryPointIsRight() {
    List<Duration> declared = new ArrayList<>(List.of(Orders.HOUR));
    List<Duration> more = new ArrayList<>(List.of(MINUTE, Orders.DAY, Duration.ofMinutes(15)));
    for (int i = 0; i < 12; i++) {
      if (!more.isEmpty() && random.nextInt(3) == 0) {
        declared.add(more.remove(random.nextInt(more.size())));
      }
      commit(1 + random.nextInt(2));
      EventType type = type(declared.toArray(new Duration[0]));
      switch (random.nextInt(3)) {
        case 0 -> rollup(type, 1_500, RunProgress.NONE).run();
        default -> {
          RunProgress.Step[] steps = RunProgress.Step.values();
          interrupt(type, steps[random.nextInt(steps.length)]);
        }
      }
    }
    declared.addAll(more);
    Duration[] all = declared.toArray(new Duration[0]);
    rollup(type(all), 4_000, RunProgress.NONE).catchUp();
    check(all);
  }

  /** The first time that it gets there; it may not. */
  private void interrupt(EventType type, RunProgress.Step stop) {
    try {
      rollup(
              type,
              4_000,
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
}
