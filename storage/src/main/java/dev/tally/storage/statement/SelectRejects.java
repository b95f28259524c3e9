package dev.tally.storage.statement;

import dev.tally.storage.ClickHouse;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Why events of one event type were rejected. */
public final class SelectRejects {
  /** Reasons that are listed, those with the most events. */
  public static final int REASONS_MAX = 50;

  // Reasons are alike when they differ in numbers and in what they quote.
  private static final String SQL =
      """
      SELECT code, attribute, count() AS rejected, min(received) AS first, max(received) AS last,
             argMax(reason, received) AS latest_reason
      FROM events_rejected
      WHERE event = {event:String}
      GROUP BY code, attribute,
               replaceRegexpAll(leftUTF8(reason, 1000), '"[^"]*"|''[^'']*''|[0-9]+', '#')
      ORDER BY rejected DESC, last DESC, code, attribute
      LIMIT %d
      """
          .formatted(REASONS_MAX);

  private final ClickHouse clickHouse;

  public SelectRejects(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /** By code, attribute and reason, most events first. */
  public List<Reject> run(String event) {
    return clickHouse.query(
        SQL,
        Map.of("event", event),
        row ->
            new Reject(
                row.string("code"),
                row.string("attribute"),
                row.int64("rejected"),
                row.instant("first"),
                row.instant("last"),
                row.string("latest_reason")));
  }

  /**
   * @param attribute empty when none was at fault
   * @param reason of the latest of those with reasons alike
   */
  public record Reject(
      String code, String attribute, long events, Instant first, Instant last, String reason) {}
}
