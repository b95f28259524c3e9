package dev.tally.storage.statement;

import dev.tally.edl.model.ValueKind;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.Row;
import dev.tally.storage.table.EventsTable;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who sends events of one type: producers by revision and SDK, and who still sends certain
 * attributes. Of all rows and no sample: what is deleted because nobody seems to send it must be
 * sent by nobody. It reads a few narrow columns; over {@link #ROWS_READ_MAX}, {@link #SECONDS_MAX}
 * or {@link #PRODUCERS_MAX} it fails with QUERY_LIMIT. Copies of events that were sent again count
 * as they are stored.
 */
public final class SelectSenders {
  /** Rows of an answer; those with the most events. */
  public static final int SENDERS_MAX = 500;

  /** Producers of one event type, times the revisions that they send. */
  static final int PRODUCERS_MAX = 2_000_000;

  static final long ROWS_READ_MAX = 2_000_000_000L;
  static final int SECONDS_MAX = 30;

  /** A producer may have said who it is so long before. */
  private static final Duration SAID_BEFORE = Duration.ofDays(1);

  private static final Map<String, String> SETTINGS =
      Map.of(
          "max_rows_to_read", Long.toString(ROWS_READ_MAX),
          "max_execution_time", Integer.toString(SECONDS_MAX),
          "max_rows_to_group_by", Integer.toString(PRODUCERS_MAX),
          "group_by_overflow_mode", "throw");

  private static final String SCOPE =
      "FROM events WHERE event = {event:String} AND received >= {since:DateTime64(3)}";

  private static final String SAID =
      """
      (
          SELECT producer, argMax(r.sdk, r.received) AS sdk,
                 argMax(r.sdk_version, r.received) AS sdk_version, argMax(r.host, r.received) AS host
          FROM audit_reports AS r
          WHERE r.event = {event:String} AND r.minute >= toDateTime({said:DateTime64(3)})
              AND (r.sdk != '' OR r.host != '')
          GROUP BY producer
      )
      """;

  private static final String COUNTS =
      """
      uniqExact(producer) AS producers, uniqExactIf(host, host != '') AS hosts,
      sum(rows) AS events, max(latest) AS last
      """;

  private static final String BY_SDK =
      """
      SELECT grouping(revision) AS is_total, revision, sdk, sdk_version, %1$s
      FROM
      (
          SELECT producer, revision, count() AS rows, max(received) AS latest
          %2$s
          GROUP BY producer, revision
      ) AS sent
      LEFT JOIN %3$s AS said USING (producer)
      GROUP BY GROUPING SETS ((revision, sdk, sdk_version), ())
      ORDER BY is_total DESC, events DESC, revision DESC, sdk, sdk_version
      LIMIT %4$d
      """
          .formatted(COUNTS, SCOPE, SAID, SENDERS_MAX + 2);

  private final ClickHouse clickHouse;

  public SelectSenders(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /** Those with the most events first; one more than {@link #SENDERS_MAX} where there are more. */
  public Senders run(String event, Instant since) {
    List<Sender> rows =
        clickHouse.query(BY_SDK, scope(event, since), SETTINGS, SelectSenders::sender);
    Sender none = new Sender(null, "", "", new Counts(0, 0, 0, null));
    return new Senders(
        rows.stream().filter(row -> row.revision() == null).findFirst().orElse(none).counts(),
        rows.stream().filter(row -> row.revision() != null).toList());
  }

  /**
   * Who sends events that have one of these attributes, by name and then the latest revision first.
   *
   * @param names by the kinds that revisions give or gave them
   */
  public List<AttributeSender> run(
      String event, Instant since, Map<ValueKind, List<String>> names) {
    if (names.isEmpty()) {
      return List.of();
    }
    String sent =
        names.keySet().stream()
            .sorted()
            .map(SelectSenders::named)
            .collect(Collectors.joining("\nUNION ALL\n"));
    Map<String, Object> parameters = new HashMap<>(scope(event, since));
    parameters.put(
        "names", names.values().stream().flatMap(List::stream).distinct().sorted().toList());
    return clickHouse.query(
        byAttribute(sent),
        parameters,
        SETTINGS,
        row -> new AttributeSender(row.string("name"), (int) row.int64("revision"), counts(row)));
  }

  private static String byAttribute(String sent) {
    return """
        SELECT attribute AS name, revision, %1$s
        FROM
        (
            SELECT attribute, producer, revision, sum(rows) AS rows, max(latest) AS latest
            FROM (%2$s)
            GROUP BY attribute, producer, revision
        ) AS sent
        LEFT JOIN %3$s AS said USING (producer)
        GROUP BY attribute, revision
        ORDER BY attribute, revision DESC
        LIMIT %4$d
        """
        .formatted(COUNTS, sent, SAID, SENDERS_MAX);
  }

  private static String named(ValueKind kind) {
    return """
        SELECT toString(n) AS attribute, producer, revision, count() AS rows,
               max(received) AS latest
        FROM events
        ARRAY JOIN arrayFilter(x -> has({names:Array(String)}, x), arrayDistinct(%1$s)) AS n
        PREWHERE event = {event:String} AND received >= {since:DateTime64(3)}
        GROUP BY n, producer, revision
        """
        .formatted(EventsTable.namesColumn(kind));
  }

  private static Map<String, Object> scope(String event, Instant since) {
    return Map.of("event", event, "since", since, "said", since.minus(SAID_BEFORE));
  }

  private static Sender sender(Row row) {
    return new Sender(
        row.bool("is_total") ? null : (int) row.int64("revision"),
        row.string("sdk"),
        row.string("sdk_version"),
        counts(row));
  }

  private static Counts counts(Row row) {
    long events = row.int64("events");
    return new Counts(
        row.int64("producers"),
        row.int64("hosts"),
        events,
        events == 0 ? null : row.instant("last"));
  }

  /**
   * @param all of all of them
   */
  public record Senders(Counts all, List<Sender> senders) {
    public Senders {
      Objects.requireNonNull(all);
      senders = List.copyOf(senders);
    }
  }

  /**
   * @param hosts that are known: not every producer says where it runs
   * @param last when the latest event was received
   */
  public record Counts(long producers, long hosts, long events, @Nullable Instant last) {}

  /**
   * @param revision null of all of them
   * @param sdk empty where it does not say
   */
  public record Sender(@Nullable Integer revision, String sdk, String sdkVersion, Counts counts) {}

  public record AttributeSender(String attribute, int revision, Counts counts) {}
}
