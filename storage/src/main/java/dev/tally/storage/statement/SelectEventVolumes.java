package dev.tally.storage.statement;

import dev.tally.storage.ClickHouse;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** How much came in of each event type, from the list of committed inserts. */
public final class SelectEventVolumes {
  private static final String SQL =
      """
      SELECT event, sum(i.rows) AS total, sumIf(i.rows, i.received_max >= {since:DateTime64(3)}) AS recent,
          min(i.time_min) AS first, max(i.time_max) AS last, max(i.received_max) AS seen
      FROM inserts AS i FINAL
      GROUP BY event
      ORDER BY event
      """;

  private final ClickHouse clickHouse;

  public SelectEventVolumes(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /**
   * @param rows stored, ever; raw rows past their retention are gone but counted
   * @param rowsRecent of them, received since the time asked for, to the insert
   * @param timeMin of event times
   * @param timeMax of event times
   * @param lastReceived when the latest came in
   */
  public record EventVolume(
      String event,
      long rows,
      long rowsRecent,
      Instant timeMin,
      Instant timeMax,
      Instant lastReceived) {}

  /** By event; event types of which nothing came in are not there. */
  public List<EventVolume> run(Instant since) {
    return clickHouse.query(
        SQL,
        Map.of("since", since),
        row ->
            new EventVolume(
                row.string("event"),
                row.int64("total"),
                row.int64("recent"),
                row.instant("first"),
                row.instant("last"),
                row.instant("seen")));
  }
}
