package dev.tally.aggregator.statement;

import static java.util.Objects.requireNonNull;

import dev.tally.storage.ClickHouse;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Who sends event types, by revision and SDK, in one pass: {@code SelectSenders} of storage for
 * several. Of all rows and no sample; over {@link #ROWS_READ_MAX} or {@link #SECONDS_MAX} it fails
 * with QUERY_LIMIT.
 */
public final class SelectTypeSenders {
  public static final long ROWS_READ_MAX = 2_000_000_000L;
  public static final int SECONDS_MAX = 20;

  /** A producer may have said who it is so long before. */
  private static final Duration SAID_BEFORE = Duration.ofDays(1);

  /**
   * @param sdk empty where it does not say
   * @param ofAll events of the event type in the window
   * @param last receipt
   */
  public record TypeSender(
      String eventType,
      int revision,
      String sdk,
      String sdkVersion,
      long events,
      long ofAll,
      long hosts,
      Instant last) {
    public TypeSender {
      requireNonNull(eventType);
      requireNonNull(sdk);
      requireNonNull(sdkVersion);
      requireNonNull(last);
    }
  }

  private static final String SQL =
      """
      SELECT type, revision, sdk, sdk_version, uniqExactIf(host, host != '') AS hosts,
        sum(row_count) AS events, max(latest) AS last, sum(events) OVER (PARTITION BY type) AS all_events
      FROM (
        SELECT toString(event) AS type, producer, revision, count() AS row_count, max(received) AS latest
        FROM events
        WHERE event IN {events:Array(String)} AND received > {since:DateTime64(3)}
        GROUP BY type, producer, revision
      ) AS sent
      LEFT JOIN (
        SELECT r.event AS type, producer, argMax(r.sdk, r.received) AS sdk,
          argMax(r.sdk_version, r.received) AS sdk_version, argMax(r.host, r.received) AS host
        FROM audit_reports AS r
        WHERE r.event IN {events:Array(String)} AND r.minute >= toDateTime({said:DateTime64(3)})
          AND (r.sdk != '' OR r.host != '')
        GROUP BY type, producer
      ) AS said USING (type, producer)
      GROUP BY type, revision, sdk, sdk_version
      ORDER BY type, events DESC, revision DESC, sdk, sdk_version
      LIMIT {limit:UInt32} BY type""";

  private final ClickHouse clickHouse;

  public SelectTypeSenders(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /**
   * By event type, those with the most events first.
   *
   * @param limit of each event type
   */
  public List<TypeSender> run(Collection<String> eventTypes, Instant since, int limit) {
    return clickHouse.query(
        SQL,
        Map.of(
            "events",
            List.copyOf(eventTypes),
            "since",
            since,
            "said",
            since.minus(SAID_BEFORE),
            "limit",
            limit),
        Map.of(
            "max_rows_to_read", Long.toString(ROWS_READ_MAX),
            "max_execution_time", Integer.toString(SECONDS_MAX)),
        row ->
            new TypeSender(
                row.string("type"),
                (int) row.int64("revision"),
                row.string("sdk"),
                row.string("sdk_version"),
                row.int64("events"),
                row.int64("all_events"),
                row.int64("hosts"),
                row.instant("last")));
  }
}
