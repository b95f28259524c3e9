package dev.tally.aggregator.statement;

import dev.tally.aggregator.plan.Buckets;
import dev.tally.aggregator.plan.Span;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.Sql;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** How the raw rows of an event type lie over the days of event time. */
public final class SelectRawDays {
  /**
   * @param day since the epoch
   */
  public record RawDay(long day, long events) {}

  private final ClickHouse clickHouse;

  public SelectRawDays(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /** Ascending; days without rows are left out. */
  public List<RawDay> run(String eventType, Span span) {
    return clickHouse.query(
        """
        SELECT %s AS event_day, count() AS events FROM events
        WHERE event = %s AND %s GROUP BY event_day ORDER BY event_day"""
            .formatted(Buckets.day(), Sql.literal(eventType), span.times()),
        Map.of(),
        row -> new RawDay(row.int64("event_day"), row.int64("events")));
  }

  /**
   * Where to cut a time so that its parts have about as many rows each: by a sample, in whole
   * seconds. Ascending, each once, within the time.
   *
   * @param parts at least 2
   */
  public List<Long> cuts(String eventType, Span span, int parts) {
    String levels =
        IntStream.range(1, parts)
            .mapToObj(part -> String.valueOf((double) part / parts))
            .collect(Collectors.joining(", "));
    double[] cuts =
        clickHouse
            .query(
                "SELECT CAST(quantiles(%s)(%s), 'Array(Float64)') AS cuts FROM events WHERE event = %s AND %s"
                    .formatted(
                        levels,
                        Buckets.seconds(Duration.ofSeconds(1)),
                        Sql.literal(eventType),
                        span.times()),
                Map.of(),
                Statements.LARGE,
                row -> row.float64s("cuts"))
            .getFirst();
    return Arrays.stream(cuts)
        .filter(Double::isFinite)
        .mapToLong(cut -> (long) cut)
        .filter(cut -> cut > span.from() && cut < span.until())
        .distinct()
        .sorted()
        .boxed()
        .toList();
  }
}
