package dev.tally.aggregator.statement;

import dev.tally.storage.ClickHouse;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Notes how far rollups are. Rows only ever raise what is there: a repeat changes nothing. */
public final class InsertWatermarks {
  private final ClickHouse clickHouse;

  public InsertWatermarks(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /** What some blocks brought is in series. */
  public void run(Collection<Duration> resolutions, List<BlockRange> ranges, Instant now) {
    clickHouse.execute(
        """
        INSERT INTO watermarks (resolution, event, collector, block, received, time, rolled)
        SELECT arrayJoin({resolutions:Array(UInt32)}), arrayJoin(if(event = '', [''], [event, ''])) AS type,
          collector, max(block), max(received_max), max(time_max), {now:DateTime64(3, 'UTC')}
        FROM inserts WHERE %s
        GROUP BY type, collector"""
            .formatted(BlockRange.condition(ranges)),
        Map.of("resolutions", seconds(resolutions), "now", now),
        Map.of());
  }

  /** Nothing that was committed is left. */
  public void nothingLeft(Collection<Duration> resolutions, Instant now) {
    clickHouse.execute(
        """
        INSERT INTO watermarks (resolution, rolled)
        SELECT arrayJoin({resolutions:Array(UInt32)}), {now:DateTime64(3, 'UTC')}""",
        Map.of("resolutions", seconds(resolutions), "now", now),
        Map.of());
  }

  private static List<Long> seconds(Collection<Duration> resolutions) {
    return resolutions.stream().map(Duration::toSeconds).toList();
  }
}
