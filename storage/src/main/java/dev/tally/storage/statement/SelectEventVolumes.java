package dev.tally.storage.statement;

import dev.tally.storage.ClickHouse;
import dev.tally.storage.Row;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What was stored of each event type, and what came of it in the last hour. */
public final class SelectEventVolumes {
  /** Length of {@link Volume#recent}. */
  public static final int RECENT_MINUTES = 60;

  // An insert counts in the minute in which the last of its events was received.
  private static final String SQL =
      """
      WITH toInt64(dateDiff('second', received_max, {now:DateTime64(3)})) AS age,
           %1$d - 1 - intDiv(greatest(age, 0), 60) AS minute
      SELECT event,
             sum(rows) AS stored,
             min(received_min) AS first,
             max(received_max) AS last,
             sumForEach(arrayMap(i -> if(i = minute, rows, 0), range(%1$d))) AS recent
      FROM inserts FINAL
      GROUP BY event
      """
          .formatted(RECENT_MINUTES);

  private final ClickHouse clickHouse;

  public SelectEventVolumes(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  public List<Volume> run(Instant now) {
    return clickHouse.query(SQL, Map.of("now", now), SelectEventVolumes::read);
  }

  private static Volume read(Row row) {
    return new Volume(
        row.string("event"),
        row.int64("stored"),
        row.instant("first"),
        row.instant("last"),
        Arrays.stream(row.int64s("recent")).boxed().toList());
  }

  /**
   * @param stored rows ever written, raw rows that have expired included
   * @param first when its first event was received
   * @param last when its latest event was received
   * @param recent events per minute of receipt, {@link #RECENT_MINUTES} of them, the latest last
   */
  public record Volume(String event, long stored, Instant first, Instant last, List<Long> recent) {
    public Volume {
      recent = List.copyOf(recent);
    }
  }
}
