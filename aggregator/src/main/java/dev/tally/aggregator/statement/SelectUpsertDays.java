package dev.tally.aggregator.statement;

import dev.tally.aggregator.plan.Buckets;
import dev.tally.storage.ClickHouse;
import java.util.List;
import java.util.Map;

/** Which days of event time a run's rows of one event type are of. */
public final class SelectUpsertDays {
  /**
   * @param day since the epoch
   * @param events the run's
   * @param expires the day on which the first of them expires
   */
  public record UpsertDay(long day, long events, long expires) {}

  private final ClickHouse clickHouse;

  public SelectUpsertDays(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  public List<UpsertDay> run(UpsertRows rows) {
    return clickHouse.query(
        """
        SELECT %s AS event_day, count() AS events, toUInt16(min(expires)) AS first_expires
        FROM events WHERE %s GROUP BY event_day ORDER BY event_day"""
            .formatted(Buckets.day(), rows.own()),
        Map.of(),
        row ->
            new UpsertDay(row.int64("event_day"), row.int64("events"), row.int64("first_expires")));
  }
}
