package dev.tally.aggregator.statement;

import dev.tally.storage.ClickHouse;
import java.util.List;
import java.util.Map;

/** What a statement reads, by the engine's primary key and without reading it. */
public final class EstimateScan {
  /**
   * @param rows of whole granules
   */
  public record Estimate(long parts, long rows) {}

  private final ClickHouse clickHouse;

  public EstimateScan(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  public Estimate run(String select) {
    List<Estimate> tables =
        clickHouse.query(
            "EXPLAIN ESTIMATE " + select,
            Map.of(),
            Statements.LARGE,
            row -> new Estimate(row.int64("parts"), row.int64("rows")));
    return new Estimate(
        tables.stream().mapToLong(Estimate::parts).sum(),
        tables.stream().mapToLong(Estimate::rows).sum());
  }
}
