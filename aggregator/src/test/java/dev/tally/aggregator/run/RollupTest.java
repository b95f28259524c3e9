package dev.tally.aggregator.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tally.aggregator.run.RunReport.Outcome;
import dev.tally.aggregator.testing.Orders;
import dev.tally.aggregator.testing.RawOrders;
import dev.tally.aggregator.testing.SeriesOracle;
import dev.tally.aggregator.testing.Tables;
import dev.tally.edl.model.EventType;
import dev.tally.metadata.MetadataDatabase;
import dev.tally.metadata.MetadataSettings;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.testing.EngineExtension;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(EngineExtension.class)
class RollupTest {
  /** Includes what a path must escape: dots, blanks, quotes, percent signs, other scripts. */
  private static final String COUNTRIES =
      "['no', 'N.O', 'Côte d\\'Ivoire', '日本', 'a%2Eb', '~x y/', '', '-_'][number % 8 + 1]";

  private final ClickHouse clickHouse;
  private final MetadataDatabase metadata =
      MetadataDatabase.open(MetadataSettings.memory(UUID.randomUUID().toString()));
  private final RawOrders raw;

  RollupTest(ClickHouse clickHouse) {
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

  private Rollup rollup(long runEventsMax, RunProgress progress, EventType... types) {
    return new Rollup(
        Orders.catalog(types), clickHouse, metadata, Clock.systemUTC(), runEventsMax, progress);
  }

  /** Of some metrics. */
  private Rollup rollup(RunProgress progress) {
    return rollup(1_000_000, progress, Orders.someType());
  }

  @Test
  void everyPointEqualsTheTruth() {
    raw.write(Orders.NAME, 0, 220_000, 10_000, COUNTRIES);
    raw.write("shop.Return", 0, 30_000, 10_000, COUNTRIES);
    raw.commit("a", 1, 22);
    raw.commit("b", 1, 22);
    Rollup rollup =
        rollup(
            60_000,
            RunProgress.NONE,
            Orders.eventType(),
            Orders.eventType("shop.Return", Orders.metrics()));

    RunReport first = rollup.run();
    assertThat(first.isBehind()).isTrue();
    assertThat(first.events()).isBetween(60_000L, 70_000L);
    assertThat(first.resolutions()).containsExactly(Orders.HOUR, Orders.DAY);
    assertThat(first.events() + rollup.catchUp().events()).isEqualTo(250_000);

    SeriesOracle orders = new SeriesOracle(clickHouse, Orders.NAME, "1");
    assertThat(orders.check(Orders.HOUR)).isGreaterThan(10_000);
    assertThat(orders.check(Orders.DAY)).isGreaterThan(1_000);
    SeriesOracle returns = new SeriesOracle(clickHouse, "shop.Return", "1");
    assertThat(returns.check(Orders.HOUR)).isGreaterThan(1_000);
    assertThat(returns.check(Orders.DAY)).isGreaterThan(100);
  }

  @Test
  void aRunInterruptedAnywhereAndRepeatedCountsNothingTwice() {
    raw.write(Orders.NAME, 0, 40_000, 1_000, COUNTRIES);
    AtomicInteger steps = new AtomicInteger();
    raw.commit("a", 1, 1);
    raw.commit("b", 1, 1);
    rollup((run, step) -> steps.incrementAndGet()).run();
    assertThat(steps).hasValue(12); // three kinds of state, two resolutions of points

    long block = 2;
    for (int stop = 1; stop <= steps.get(); stop++) {
      raw.commit("a", block, block + 1);
      raw.commit("b", block, block + 1);
      block += 2;
      Rollup interrupted = rollup(new StopAt(stop));
      assertThatThrownBy(() -> interrupted.run()).isInstanceOf(Stopped.class);
      if (stop < 6) { // behind that the states are noted, and a second run would be through
        Rollup again = rollup(new StopAt(stop));
        assertThatThrownBy(() -> again.run()).isInstanceOf(Stopped.class);
      }
      rollup(RunProgress.NONE).catchUp();
    }
    SeriesOracle orders = new SeriesOracle(clickHouse, Orders.NAME, "block < " + block);
    assertThat(orders.check(Orders.someMetrics(), Orders.HOUR)).isGreaterThan(1_000);
    assertThat(orders.check(Orders.someMetrics(), Orders.DAY)).isGreaterThan(100);
    assertThat(
            clickHouse.query(
                "SELECT name FROM system.tables WHERE database = currentDatabase() AND name LIKE 'rollup%'",
                java.util.Map.of(), row -> row.string("name")))
        .as("scratch tables left behind")
        .isEmpty();
  }

  /** Resolutions go in by themselves, under tokens of their own. */
  @Test
  void aLargeRunInterruptedAnywhereAndRepeatedCountsNothingTwice() {
    raw.write(Orders.NAME, 0, 220_000, 10_000, COUNTRIES);
    raw.commit("a", 1, 22);
    raw.commit("b", 1, 22);
    AtomicInteger inserted = new AtomicInteger();
    for (int stop = 2; stop <= 8; stop++) {
      Rollup interrupted = rollup(new StopAt(stop));
      assertThatThrownBy(() -> interrupted.run()).isInstanceOf(Stopped.class);
    }
    rollup(
            (run, step) -> {
              if (step == RunProgress.Step.STATES_INSERTED) {
                inserted.incrementAndGet();
              }
            })
        .catchUp();
    assertThat(inserted).as("three kinds of state, two resolutions").hasValue(6);
    SeriesOracle orders = new SeriesOracle(clickHouse, Orders.NAME, "1");
    assertThat(orders.check(Orders.someMetrics(), Orders.HOUR)).isGreaterThan(1_000);
    assertThat(orders.check(Orders.someMetrics(), Orders.DAY)).isGreaterThan(100);
  }

  /**
   * A collector commits in order: what is missing below a committed block had nothing to commit.
   */
  @Test
  void aMissingBlockNumberHoldsNothingBack() {
    raw.write(Orders.NAME, 0, 10_000, 1_000, COUNTRIES);
    for (String table : List.of("events", "truth")) {
      clickHouse.execute(
          "ALTER TABLE %s DELETE WHERE collector = 'a' AND block = 3 SETTINGS mutations_sync = 1"
              .formatted(table));
    }
    Rollup rollup = rollup(RunProgress.NONE);
    assertThat(rollup.run().outcome()).isEqualTo(Outcome.IDLE);

    raw.commit("a", 1, 2);
    raw.commit("b", 1, 5);
    rollup.catchUp();
    new SeriesOracle(
            clickHouse,
            Orders.NAME,
            "collector = 'a' AND block <= 2 OR collector = 'b' AND block <= 5")
        .check(Orders.someMetrics(), Orders.HOUR);

    raw.commit("a", 4, 5);
    raw.commit("b", 3, 3); // again
    rollup.catchUp();
    new SeriesOracle(clickHouse, Orders.NAME, "block <= 5")
        .check(Orders.someMetrics(), Orders.HOUR);
  }

  @Test
  void blocksWithoutStoredEventsHoldNothingBack() {
    raw.write(Orders.NAME, 2_000, 4_000, 1_000, COUNTRIES);
    Rollup rollup = rollup(RunProgress.NONE);
    for (int block = 1; block <= 2; block++) {
      raw.commitEmpty("a", block);
      raw.commitEmpty("b", block);
    }
    raw.commit("a", 3, 5);
    assertThat(rollup.catchUp().events()).isEqualTo(2_000);
    raw.commit("b", 3, 5);
    assertThat(rollup.catchUp().events()).isEqualTo(1_000);
    new SeriesOracle(clickHouse, Orders.NAME, "block <= 5")
        .check(Orders.someMetrics(), Orders.HOUR);
  }

  private static final class Stopped extends RuntimeException {
    Stopped(RunProgress.Step step) {
      super(step.name());
    }
  }

  /** Interrupts at the n-th step. */
  private static final class StopAt implements RunProgress {
    private final AtomicInteger left;

    StopAt(int step) {
      this.left = new AtomicInteger(step);
    }

    @Override
    public void reached(Run run, Step step) {
      if (left.decrementAndGet() == 0) {
        throw new Stopped(step);
      }
    }
  }
}
