package dev.tally.aggregator.statement;

import static java.util.Objects.requireNonNull;

import dev.tally.storage.Sql;
import java.time.LocalDate;

/** The raw rows of an event type that were received on one day, UTC: of one partition. */
public record DayRows(String eventType, LocalDate day) {
  public DayRows {
    requireNonNull(eventType);
    requireNonNull(day);
  }

  /** Over the columns of {@code events}. */
  public String condition() {
    return "event = %s AND received >= toDateTime64('%s 00:00:00', 3, 'UTC') AND received < toDateTime64('%s 00:00:00', 3, 'UTC')"
        .formatted(Sql.literal(eventType), day, day.plusDays(1));
  }
}
