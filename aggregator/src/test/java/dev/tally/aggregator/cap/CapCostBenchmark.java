package dev.tally.aggregator.cap;

import dev.tally.aggregator.plan.Planner;
import dev.tally.aggregator.plan.ScanPlan;
import dev.tally.aggregator.statement.Scratch;
import dev.tally.aggregator.testing.Orders;
import dev.tally.aggregator.testing.RawOrders;
import dev.tally.aggregator.turn.Turns;
import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.Delivery;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Metric;
import dev.tally.metadata.MetadataDatabase;
import dev.tally.metadata.MetadataSettings;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.migration.Migrations;
import dev.tally.storage.testing.TestEngine;
import java.util.Arrays;
import java.util.List;

/**
 * What a scan costs by what is decided about values: nothing, that there is none new, that a
 * dimension is full. Best of several, in turns.
 */
public final class CapCostBenchmark {
  private static final int EVENTS = 100_000;

  /** As a run has of a second. */
  private static final int FEW = 5_000;

  private static final int VALUES = 600;
  private static final int ROUNDS = 5;
  private static final String TABLE = "cap_cost";
  private static final String ALL = "event = '" + Orders.NAME + "'";

  private final Scratch scratch;
  private final CappedScan cappedScan;

  private CapCostBenchmark(ClickHouse clickHouse, MetadataDatabase metadata) {
    this.scratch = new Scratch(clickHouse);
    this.cappedScan = new CappedScan(clickHouse, new Turns(metadata));
  }

  /** Takes no arguments. */
  public static void main(String[] arguments) {
    try (TestEngine engine = TestEngine.start();
        ClickHouse clickHouse = ClickHouse.connect(engine.engine().endpoint());
        MetadataDatabase metadata = MetadataDatabase.open(MetadataSettings.memory("cost"))) {
      Migrations.run(clickHouse);
      metadata.migrate("aggregator");
      new RawOrders(clickHouse)
          .write(
              Orders.NAME,
              0,
              EVENTS,
              100_000,
              "concat('c', toString(toUInt16(%d * pow((random(20) %% 1000003) / 1000003, 3))))"
                  .formatted(VALUES));
      CapCostBenchmark benchmark = new CapCostBenchmark(clickHouse, metadata);
      benchmark.run(clickHouse, EVENTS, ALL);
      benchmark.run(clickHouse, FEW, ALL + " AND batch <= " + FEW / 100);
    }
  }

  private void run(ClickHouse clickHouse, int events, String rows) {
    clickHouse.execute("TRUNCATE TABLE admitted_values");
    List<Metric> metrics = Orders.metrics().stream().filter(m -> !m.isDerived()).toList();
    ScanPlan roomy = plan(metrics, 0);
    ScanPlan full = plan(metrics, 50);
    double[][] seconds = new double[3][ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      seconds[0][i] = time(() -> scratch.create(TABLE, roomy, roomy.rows(rows)));
      seconds[1][i] = time(() -> cappedScan.run(TABLE, roomy, plan -> plan.rows(rows)));
    }
    clickHouse.execute("TRUNCATE TABLE admitted_values");
    double filling = time(() -> cappedScan.run(TABLE, full, plan -> plan.rows(rows)));
    for (int i = 0; i < ROUNDS; i++) {
      seconds[2][i] = time(() -> cappedScan.run(TABLE, full, plan -> plan.rows(rows)));
    }
    System.out.printf(
        "%,d events, %d values: scan %.3f s, with nothing new %.3f s, full (50 kept apart) %.3f s; the run that fills it %.3f s%n",
        events, VALUES, best(seconds[0]), best(seconds[1]), best(seconds[2]), filling);
  }

  private double time(Runnable scan) {
    long start = System.nanoTime();
    scan.run();
    double seconds = (System.nanoTime() - start) / 1e9;
    scratch.drop(TABLE);
    return seconds;
  }

  private static double best(double[] seconds) {
    return Arrays.stream(seconds).min().orElseThrow();
  }

  /**
   * @param countriesMax 0 for what their class says
   */
  private static ScanPlan plan(List<Metric> metrics, int countriesMax) {
    EventType type = Orders.eventType(Orders.NAME, metrics);
    List<Attribute> attributes =
        type.attributes().stream()
            .map(a -> a.name().equals("country") ? a.withMaxValues(countriesMax) : a)
            .toList();
    return Planner.plan(
            new EventType(
                type.name(),
                "",
                "shop",
                EventType.RAW_RETENTION_DEFAULT,
                Delivery.AT_LEAST_ONCE,
                attributes,
                metrics,
                List.of()))
        .orElseThrow();
  }
}
