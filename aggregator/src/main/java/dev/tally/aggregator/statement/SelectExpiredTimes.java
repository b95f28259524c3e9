package dev.tally.aggregator.statement;

import dev.tally.aggregator.plan.Span;
import dev.tally.aggregator.plan.Spans;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.Sql;
import java.util.List;
import java.util.Map;

/**
 * The event times of blocks of which raw rows are missing: what was committed is noted in {@code
 * inserts}, what is still there is counted. Rows only ever disappear, so a scan that ended before
 * this was asked saw all rows of the other times.
 */
public final class SelectExpiredTimes {
  private static final long SECOND_MS = 1_000;

  private final ClickHouse clickHouse;

  public SelectExpiredTimes(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /**
   * From the first to the last event of such blocks; those of a day are taken together.
   *
   * @param positions the last block of each collector that is looked at
   */
  public Spans run(String eventType, Map<String, Long> positions) {
    List<Span> spans =
        clickHouse.query(
            """
            SELECT intDiv(last_ms, 86400000) AS day, min(first_ms) AS from_ms, max(last_ms) AS to_ms
            FROM (
              SELECT DISTINCT collector, block, rows AS logged,
                toUnixTimestamp64Milli(time_min) AS first_ms, toUnixTimestamp64Milli(time_max) AS last_ms
              FROM inserts
              WHERE event = %1$s AND rows > 0 AND %2$s
            ) AS noted
            LEFT JOIN (
              SELECT collector, block, count() AS stored FROM events WHERE event = %1$s
              GROUP BY collector, block
            ) AS there ON noted.collector = there.collector AND noted.block = there.block
            WHERE stored < logged
            GROUP BY day"""
                .formatted(Sql.literal(eventType), BlockRange.covered(positions)),
            Map.of(),
            row -> span(row.int64("from_ms"), row.int64("to_ms")));
    return Spans.of(spans);
  }

  private static Span span(long firstMs, long lastMs) {
    long first = Math.clamp(Math.floorDiv(firstMs, SECOND_MS), Span.MIN, Span.MAX - 1);
    long last = Math.clamp(Math.floorDiv(lastMs, SECOND_MS), Span.MIN, Span.MAX - 1);
    return new Span(first, last + 1);
  }
}
