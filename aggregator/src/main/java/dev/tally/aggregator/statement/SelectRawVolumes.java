package dev.tally.aggregator.statement;

import dev.tally.storage.ClickHouse;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What was stored of event types in a window, and what a raw row takes. */
public final class SelectRawVolumes {
  /**
   * Of an event type, by whole inserts.
   *
   * @param first receipt
   * @param last receipt
   */
  public record RawVolume(long rows, Instant first, Instant last) {}

  private final ClickHouse clickHouse;

  public SelectRawVolumes(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /** By event type; those without rows are left out. */
  public Map<String, RawVolume> run(Collection<String> eventTypes, Instant since) {
    Map<String, RawVolume> volumes = new HashMap<>();
    clickHouse
        .query(
            """
            SELECT toString(event) AS event_type, sum(rows) AS row_count,
              min(received_min) AS first, max(received_max) AS last
            FROM inserts FINAL
            WHERE event IN {events:Array(String)} AND received_max > {since:DateTime64(3)} AND rows > 0
            GROUP BY event_type""",
            Map.of("events", List.copyOf(eventTypes), "since", since),
            row ->
                Map.entry(
                    row.string("event_type"),
                    new RawVolume(
                        row.int64("row_count"), row.instant("first"), row.instant("last"))))
        .forEach(entry -> volumes.put(entry.getKey(), entry.getValue()));
    return volumes;
  }

  /** Of the mean row of all event types, compressed; 0 where there is none. */
  public double rowBytes(Instant since) {
    return clickHouse
        .query(
            """
            SELECT sum(data_compressed_bytes) AS byte_count, sum(rows) AS row_count
            FROM system.parts
            WHERE database = currentDatabase() AND table = 'events' AND active
              AND partition >= {day:String}""",
            Map.of("day", LocalDate.ofInstant(since, ZoneOffset.UTC).toString()),
            row ->
                row.int64("row_count") == 0
                    ? 0.0
                    : (double) row.int64("byte_count") / row.int64("row_count"))
        .getFirst();
  }
}
