package dev.tally.storage.statement;

import dev.tally.storage.ClickHouse;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** How many raw rows of one event type came by each revision, as far as they are still kept. */
public final class SelectRevisionCounts {
  private static final String SQL =
      """
      SELECT revision, count() AS rows, max(received) AS last
      FROM events
      WHERE event = {event:String}
      GROUP BY revision
      """;

  private final ClickHouse clickHouse;

  public SelectRevisionCounts(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  public List<RevisionCount> run(String event) {
    return clickHouse.query(
        SQL,
        Map.of("event", event),
        row ->
            new RevisionCount((int) row.int64("revision"), row.int64("rows"), row.instant("last")));
  }

  /**
   * @param last when its latest event was received
   */
  public record RevisionCount(int revision, long rows, Instant last) {}
}
