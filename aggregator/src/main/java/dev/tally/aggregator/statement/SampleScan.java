package dev.tally.aggregator.statement;

import dev.tally.aggregator.plan.ScanPlan;
import dev.tally.storage.ClickHouse;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;

/** Runs a scan over some of its rows, for the time that it takes; what it finds is thrown away. */
public final class SampleScan {
  private final ClickHouse clickHouse;

  public SampleScan(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  public Duration run(ScanPlan plan, DayRows rows, int limit) {
    String select = plan.select(rows.condition() + " LIMIT " + limit);
    long start = System.nanoTime();
    clickHouse.read(select, Map.of(), Statements.LARGE, "Null", InputStream::readAllBytes);
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
