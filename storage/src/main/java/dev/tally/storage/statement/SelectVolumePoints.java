package dev.tally.storage.statement;

import dev.tally.storage.ClickHouse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Stored and rejected events of one event type over time of receipt. */
public final class SelectVolumePoints {
  // An insert counts in the bucket in which the last of its events was received.
  private static final String SQL =
      """
      SELECT toDateTime(intDiv(toUnixTimestamp(received), {step:UInt32}) * {step:UInt32}, 'UTC')
                 AS bucket,
             sum(stored) AS stored, sum(rejected) AS rejected
      FROM
      (
          SELECT received_max AS received, rows AS stored, 0::UInt64 AS rejected
          FROM inserts FINAL
          WHERE event = {event:String} AND received_max >= {from:DateTime64(3)}
          UNION ALL
          SELECT received, 0::UInt64, 1::UInt64
          FROM events_rejected
          WHERE event = {event:String} AND received >= {from:DateTime64(3)}
      )
      GROUP BY bucket
      ORDER BY bucket
      """;

  private final ClickHouse clickHouse;

  public SelectVolumePoints(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /** Buckets of {@code step} since the epoch, ascending; those without events are left out. */
  public List<VolumePoint> run(String event, Instant from, Duration step) {
    return clickHouse.query(
        SQL,
        Map.of("event", event, "from", from, "step", step.toSeconds()),
        row -> new VolumePoint(row.instant("bucket"), row.int64("stored"), row.int64("rejected")));
  }

  /**
   * @param time start of the bucket
   */
  public record VolumePoint(Instant time, long stored, long rejected) {}
}
