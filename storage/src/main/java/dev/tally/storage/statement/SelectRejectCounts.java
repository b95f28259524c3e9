package dev.tally.storage.statement;

import dev.tally.storage.ClickHouse;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** How many events were rejected under each name, whether or not there is such an event type. */
public final class SelectRejectCounts {
  private static final String SQL =
      """
      SELECT event, count() AS rejected, max(received) AS last
      FROM events_rejected
      GROUP BY event
      ORDER BY rejected DESC, event
      LIMIT {limit:UInt32}
      """;

  /** Names are the producers': there may be any number of them. */
  public static final int NAMES_MAX = 10_000;

  private final ClickHouse clickHouse;

  public SelectRejectCounts(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /** Most rejected first. */
  public List<RejectCount> run() {
    return clickHouse.query(
        SQL,
        Map.of("limit", NAMES_MAX),
        row -> new RejectCount(row.string("event"), row.int64("rejected"), row.instant("last")));
  }

  public record RejectCount(String event, long rejected, Instant last) {}
}
