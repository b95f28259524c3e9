package dev.tally.aggregator.statement;

import dev.tally.aggregator.statement.SelectRangeEvents.RangeEvents;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.Sql;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Rows that are stored more than once, since their batch went to several collectors. A run counts a
 * row when no run before it covered a copy of the row; of several copies among its own blocks it
 * counts the one with the lowest attempt.
 *
 * <p>Of any two copies one has {@code attempt > 1}, and both have the same event and time. So a run
 * looks for copies only where there is a row with {@code attempt > 1} between its own first and
 * last time: a range of the primary key and a skip index, which in practice find nothing.
 */
public final class RepeatedRows {
  private final ClickHouse clickHouse;

  public RepeatedRows(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /** The event types that may have copies of rows. */
  public Set<String> eventTypes(List<RangeEvents> events) {
    if (events.isEmpty()) {
      return Set.of();
    }
    String names =
        events.stream().map(e -> Sql.literal(e.eventType())).collect(Collectors.joining(", "));
    Instant first =
        events.stream().map(RangeEvents::timeMin).min(Comparator.naturalOrder()).orElseThrow();
    Instant last =
        events.stream().map(RangeEvents::timeMax).max(Comparator.naturalOrder()).orElseThrow();
    return Set.copyOf(
        clickHouse.query(
            "SELECT DISTINCT event FROM events WHERE event IN (%s) AND %s AND attempt > 1"
                .formatted(names, between(first, last)),
            Map.of(),
            row -> row.string("event")));
  }

  /**
   * Over the columns of {@code events}: 1 for those rows of the run's blocks that count.
   *
   * @param before the last block of each collector that earlier runs covered
   */
  public static String condition(
      RangeEvents events, List<BlockRange> ranges, Map<String, Long> before) {
    String covered = BlockRange.covered(before);
    String scope =
        "event = %s AND %s AND (%s OR %s)"
            .formatted(
                Sql.literal(events.eventType()),
                between(events.timeMin(), events.timeMax()),
                BlockRange.condition(ranges),
                covered);
    return """
        ((producer, batch, row) NOT IN (%1$s)
          OR (producer, batch, row, (attempt, collector, block)) IN (
            SELECT producer, batch, row,
              argMin((attempt, collector, block), (NOT (%2$s), attempt, collector, block))
            FROM events
            WHERE %3$s AND time IN (SELECT time FROM events WHERE %3$s AND attempt > 1)
              AND (producer, batch, row) IN (%1$s)
            GROUP BY producer, batch, row))"""
        .formatted(repeated(scope), covered, scope);
  }

  /** Rows of which some copy but the first is there; row by row, for a copy may lack rows. */
  private static String repeated(String scope) {
    return "SELECT producer, batch, row FROM events WHERE %s AND attempt > 1".formatted(scope);
  }

  static String between(Instant first, Instant last) {
    return "time BETWEEN fromUnixTimestamp64Milli(%d, 'UTC') AND fromUnixTimestamp64Milli(%d, 'UTC')"
        .formatted(first.toEpochMilli(), last.toEpochMilli());
  }
}
