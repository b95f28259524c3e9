package dev.tally.aggregator.run;

import dev.tally.metadata.MetadataDatabase;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * When the first of the raw rows expires that runs counted on a day of event time: in the metadata
 * database, by resolution and event type, for those with upsert keys. Days are since the epoch.
 */
final class UpsertDays {
  private final MetadataDatabase metadata;

  UpsertDays(MetadataDatabase metadata) {
    this.metadata = metadata;
  }

  /** By day; of several resolutions the earliest. */
  Map<Long, Long> expires(Collection<Duration> resolutions, String event) {
    Map<Long, Long> expires = new HashMap<>();
    for (Duration resolution : resolutions) {
      expires(resolution, event).forEach((day, first) -> expires.merge(day, first, Math::min));
    }
    return expires;
  }

  private Map<Long, Long> expires(Duration resolution, String event) {
    return metadata.withHandle(
        handle -> {
          Map<Long, Long> expires = new HashMap<>();
          handle
              .createQuery(
                  """
                  SELECT event_day, expires_day FROM rollup_upsert_day
                  WHERE resolution_s = :resolution AND event = :event""")
              .bind("resolution", resolution.toSeconds())
              .bind("event", event)
              .map((row, context) -> Map.entry(row.getLong(1), row.getLong(2)))
              .forEach(entry -> expires.put(entry.getKey(), entry.getValue()));
          return expires;
        });
  }

  /** The earliest stays. Whoever calls it has the turn of the resolutions. */
  void note(Collection<Duration> resolutions, String event, Map<Long, Long> expires) {
    resolutions.forEach(resolution -> note(resolution, event, expires));
  }

  private void note(Duration resolution, String event, Map<Long, Long> expires) {
    Map<Long, Long> known = expires(resolution, event);
    metadata.inTransaction(
        handle -> {
          expires.forEach(
              (day, first) -> {
                Long before = known.get(day);
                if (before == null) {
                  write(
                      handle,
                      "INSERT INTO rollup_upsert_day (resolution_s, event, event_day, expires_day)"
                          + " VALUES (:resolution, :event, :day, :first)",
                      resolution,
                      event,
                      day,
                      first);
                } else if (first < before) {
                  write(
                      handle,
                      "UPDATE rollup_upsert_day SET expires_day = :first WHERE resolution_s = :resolution"
                          + " AND event = :event AND event_day = :day",
                      resolution,
                      event,
                      day,
                      first);
                }
              });
          return expires.size();
        });
  }

  private static void write(
      Handle handle, String sql, Duration resolution, String event, long day, long first) {
    handle
        .createUpdate(sql)
        .bind("resolution", resolution.toSeconds())
        .bind("event", event)
        .bind("day", day)
        .bind("first", first)
        .execute();
  }
}
