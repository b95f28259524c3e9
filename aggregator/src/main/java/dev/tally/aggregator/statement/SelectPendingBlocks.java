package dev.tally.aggregator.statement;

import dev.tally.storage.ClickHouse;
import dev.tally.storage.Sql;
import java.util.List;
import java.util.Map;

/** The committed blocks behind given positions. Cost follows what is pending, not history. */
public final class SelectPendingBlocks {
  /** Blocks of one collector that are looked at for one run. */
  public static final int BLOCKS_PER_COLLECTOR_MAX = 10_000;

  /**
   * @param events in the block
   */
  public record Block(String collector, long number, long events) {}

  private final ClickHouse clickHouse;

  public SelectPendingBlocks(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /**
   * @param positions the last block of each collector that is not asked for
   * @return by collector and number; numbers may have gaps
   */
  public List<Block> run(Map<String, Long> positions) {
    StringBuilder pending = new StringBuilder("1");
    positions.forEach(
        (collector, block) ->
            pending
                .append(" AND NOT (collector = ")
                .append(Sql.literal(collector))
                .append(" AND block <= ")
                .append(block)
                .append(')'));
    return clickHouse.query(
        """
        SELECT collector, block, sum(rows) AS events
        FROM (SELECT DISTINCT collector, block, event, rows FROM inserts WHERE %s)
        GROUP BY collector, block
        ORDER BY collector, block
        LIMIT %d BY collector"""
            .formatted(pending, BLOCKS_PER_COLLECTOR_MAX),
        Map.of(),
        row -> new Block(row.string("collector"), row.int64("block"), row.int64("events")));
  }
}
