package dev.tally.aggregator.statement;

import dev.tally.aggregator.statement.SelectRangeEvents.RangeEvents;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.Sql;
import java.util.List;
import java.util.Map;

/** How many raw rows of a run happened before a time. */
public final class CountOldEvents {
  private final ClickHouse clickHouse;

  public CountOldEvents(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /**
   * @param before seconds since the epoch
   */
  public long run(RangeEvents events, List<BlockRange> ranges, long before) {
    return clickHouse
        .query(
            "SELECT count() AS old FROM events WHERE event = %s AND %s AND time < toDateTime64(%d, 3, 'UTC')"
                .formatted(
                    Sql.literal(events.eventType()),
                    RawCondition.of(ranges, events.receivedMin(), events.receivedMax()),
                    before),
            Map.of(),
            row -> row.int64("old"))
        .getFirst();
  }
}
