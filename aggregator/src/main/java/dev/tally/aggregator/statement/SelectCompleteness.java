package dev.tally.aggregator.statement;

import static java.util.Objects.requireNonNull;

import dev.tally.storage.ClickHouse;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Until when points are complete, by resolution, event type and collector. */
public final class SelectCompleteness {
  /**
   * What a collector brought of an event type.
   *
   * @param site that it belongs to; empty: ours
   * @param block the latest that is in series
   * @param received the latest receipt
   * @param time the latest event time
   * @param until by this collector alone
   * @param completeUntil by all collectors of the event type
   */
  public record Completeness(
      Duration resolution,
      String eventType,
      String collector,
      long block,
      Instant received,
      Instant time,
      Instant until,
      Instant completeUntil,
      String site) {}

  /**
   * Of an event type.
   *
   * @param until seconds since the epoch
   */
  public record CompleteUntil(String event, long until) {
    public CompleteUntil {
      requireNonNull(event);
    }
  }

  private final ClickHouse clickHouse;

  public SelectCompleteness(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /**
   * By event type, resolution and collector.
   *
   * @param eventType empty for all
   */
  public List<Completeness> run(String eventType) {
    return clickHouse.query(
        """
        SELECT * FROM completeness WHERE {event:String} IN ('', event)
        ORDER BY event, resolution, site, collector""",
        Map.of("event", eventType),
        row ->
            new Completeness(
                Duration.ofSeconds(row.int64("resolution")),
                row.string("event"),
                row.string("collector"),
                row.int64("block"),
                row.instant("received"),
                row.instant("time"),
                row.instant("until"),
                row.instant("complete_until"),
                row.string("site")));
  }

  /** By event type, in the resolution that is least far. */
  public List<CompleteUntil> run(Collection<Duration> resolutions) {
    return clickHouse.query(
        """
        SELECT event, toInt64(toUnixTimestamp(min(complete_until))) AS seconds FROM completeness
        WHERE resolution IN {resolutions:Array(UInt32)}
        GROUP BY event ORDER BY event""",
        Map.of("resolutions", resolutions.stream().map(Duration::toSeconds).toList()),
        row -> new CompleteUntil(row.string("event"), row.int64("seconds")));
  }
}
