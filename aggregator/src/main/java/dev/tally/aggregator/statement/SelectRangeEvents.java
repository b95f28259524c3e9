package dev.tally.aggregator.statement;

import dev.tally.storage.ClickHouse;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Which event types the committed blocks of some ranges hold, and between which times. */
public final class SelectRangeEvents {
  /**
   * Of one event type. The bounds are inclusive.
   *
   * @param timeMin of the event times
   * @param receivedMin of the times of receipt
   */
  public record RangeEvents(
      String eventType,
      long events,
      Instant timeMin,
      Instant timeMax,
      Instant receivedMin,
      Instant receivedMax) {}

  private final ClickHouse clickHouse;

  public SelectRangeEvents(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /** By name; event types without events are left out. */
  public List<RangeEvents> run(List<BlockRange> ranges) {
    return clickHouse.query(
        """
        SELECT event, sum(rows) AS events, min(time_min) AS time_first, max(time_max) AS time_last,
          min(received_min) AS received_first, max(received_max) AS received_last
        FROM (
          SELECT DISTINCT collector, block, event, rows, time_min, time_max, received_min, received_max
          FROM inserts WHERE rows > 0 AND %s
        )
        GROUP BY event ORDER BY event"""
            .formatted(BlockRange.condition(ranges)),
        Map.of(),
        row ->
            new RangeEvents(
                row.string("event"),
                row.int64("events"),
                row.instant("time_first"),
                row.instant("time_last"),
                row.instant("received_first"),
                row.instant("received_last")));
  }
}
