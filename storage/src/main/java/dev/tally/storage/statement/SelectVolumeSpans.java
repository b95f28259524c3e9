package dev.tally.storage.statement;

import dev.tally.storage.ClickHouse;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What was stored of one event type in the last so many days, and in as many days before. */
public final class SelectVolumeSpans {
  // An insert counts where the last of its events was received.
  private static final String SQL =
      """
      SELECT days,
             sumIf(rows, received_max > {now:DateTime64(3)} - toIntervalDay(days)) AS stored,
             sumIf(rows, received_max <= {now:DateTime64(3)} - toIntervalDay(days)) AS before
      FROM (SELECT rows, received_max, arrayJoin({days:Array(UInt32)}) AS days
            FROM inserts FINAL
            WHERE event = {event:String}
                AND received_max > {now:DateTime64(3)} - toIntervalDay({most:UInt32}))
      WHERE received_max > {now:DateTime64(3)} - toIntervalDay(2 * days)
      GROUP BY days
      """;

  private final ClickHouse clickHouse;

  public SelectVolumeSpans(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /** Spans in which nothing was stored, nor before, are left out. */
  public List<VolumeSpan> run(String event, Instant now, List<Integer> days) {
    int most = 2 * days.stream().mapToInt(Integer::intValue).max().orElse(0);
    return clickHouse.query(
        SQL,
        Map.of("event", event, "now", now, "days", days, "most", most),
        row -> new VolumeSpan((int) row.int64("days"), row.int64("stored"), row.int64("before")));
  }

  public record VolumeSpan(int days, long stored, long before) {}
}
