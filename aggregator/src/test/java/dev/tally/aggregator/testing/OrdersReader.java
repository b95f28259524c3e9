package dev.tally.aggregator.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.edl.model.DimensionSet;
import dev.tally.edl.model.SeriesName;
import dev.tally.storage.ClickHouse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/**
 * Adds up all orders again and again while something else changes states and series: of what only
 * grows, it must never see less than before.
 */
public final class OrdersReader implements AutoCloseable {
  private static final List<Duration> RESOLUTIONS = List.of(Orders.HOUR, Orders.DAY);

  private static final long PAUSE_NANOS = 10_000_000;

  private final ClickHouse clickHouse;
  private final CompletableFuture<Long> reads;
  private volatile boolean ended;

  /** Starts. */
  public OrdersReader(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
    this.reads =
        CompletableFuture.supplyAsync(
            this::read, task -> Thread.ofPlatform().daemon().name("orders-reader").start(task));
  }

  private long read() {
    double[] before = new double[2 * RESOLUTIONS.size()];
    long count = 0;
    while (!ended) {
      for (int i = 0; i < RESOLUTIONS.size(); i++) {
        before[2 * i] = notLess("states", before[2 * i], states(RESOLUTIONS.get(i)));
        before[2 * i + 1] = notLess("series", before[2 * i + 1], series(RESOLUTIONS.get(i)));
      }
      count++;
      LockSupport.parkNanos(PAUSE_NANOS); // the engine has other things to do on two cores
    }
    return count;
  }

  private static double notLess(String where, double before, double now) {
    assertThat(now).as("orders in %s", where).isGreaterThanOrEqualTo(before);
    return now;
  }

  /** As states have them. */
  public double states(Duration resolution) {
    return sum(
        """
        SELECT toFloat64(sum(count)) AS total FROM states
        WHERE event = {event:String} AND metric = 'orders' AND dimension_set = '' AND resolution = {resolution:UInt32}""",
        Map.of("event", Orders.NAME, "resolution", resolution.toSeconds()));
  }

  private double series(Duration resolution) {
    return sum(
        """
        SELECT sum(latest) AS total
        FROM (SELECT argMax(value, version) AS latest FROM series WHERE path = {path:String} GROUP BY time)""",
        Map.of(
            "path",
            SeriesName.path(
                Orders.NAME, "orders", "", resolution, DimensionSet.OVERALL, List.of())));
  }

  private double sum(String sql, Map<String, ?> parameters) {
    return clickHouse.query(sql, parameters, row -> row.float64("total")).getFirst();
  }

  /** Fails with what it saw. */
  @Override
  public void close() {
    ended = true;
    assertThat(reads.join()).as("times that it looked").isGreaterThan(5);
  }
}
