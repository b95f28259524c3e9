package dev.tally.storage.statement;

import dev.tally.storage.ClickHouse;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Why events of one event type were rejected. */
public final class SelectRejects {
  private static final String SQL =
      """
      SELECT code, count() AS rejected, max(received) AS last,
             argMax(attribute, received) AS attribute, argMax(reason, received) AS reason
      FROM events_rejected
      WHERE event = {event:String}
      GROUP BY code
      ORDER BY rejected DESC, code
      """;

  private final ClickHouse clickHouse;

  public SelectRejects(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /** By code, most events first. */
  public List<Reject> run(String event) {
    return clickHouse.query(
        SQL,
        Map.of("event", event),
        row ->
            new Reject(
                row.string("code"),
                row.string("attribute"),
                row.int64("rejected"),
                row.instant("last"),
                row.string("reason")));
  }

  /**
   * @param attribute of the latest; empty when none was at fault
   * @param reason of the latest
   */
  public record Reject(String code, String attribute, long events, Instant last, String reason) {}
}
