package dev.tally.storage.retention;

import dev.tally.edl.model.Durations;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Retention;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.Sql;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The TTL of the tables of states and series, as event types declare it: one expression over event
 * type and resolution. The engine deletes what has expired when it merges, within hours; after a
 * change it goes through what is there. A table's comment says by which declarations its TTL is.
 */
public final class TableRetention {
  /**
   * States are kept so much longer than declared: a rollup run that is repeated within that time
   * still finds what it wrote.
   */
  public static final Duration STATES_GRACE = Duration.ofDays(1);

  /** Those of states; a table that is not there is left out. */
  private static final List<String> STATES =
      List.of(
          "states",
          "states_uniq",
          "states_uniq_exact",
          "states_quantiles",
          "states_ends",
          "states_moments",
          "states_histogram",
          "states_candle");

  private static final List<String> SERIES = List.of("series", "series_recomputed");

  /** A DateTime's last second: what is kept for ever. */
  private static final long NEVER_S = 0xFFFF_FFFFL;

  private static final String COMMENT = "retention ";

  private final ClickHouse clickHouse;

  public TableRetention(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /**
   * Makes the tables' TTL what the event types declare; where it is that already, nothing happens.
   *
   * @param eventTypes all
   */
  public void apply(Collection<EventType> eventTypes) {
    List<EventType> types =
        eventTypes.stream().sorted(Comparator.comparing(EventType::name)).toList();
    Optional<String> states =
        ttl("bucket", types, Retention::states, STATES_GRACE, TableRetention::states);
    Optional<String> series =
        ttl("time", types, Retention::series, Duration.ZERO, TableRetention::series);
    Map<String, String> comments = comments();
    STATES.forEach(table -> apply(table, states, comments));
    SERIES.forEach(table -> apply(table, series, comments));
  }

  private void apply(String table, Optional<String> ttl, Map<String, String> comments) {
    String comment = comments.get(table);
    String wanted = ttl.map(TableRetention::fingerprint).orElse("");
    if (comment == null || comment.equals(wanted)) {
      return;
    }
    clickHouse.execute(
        "ALTER TABLE %s %s"
            .formatted(
                table, ttl.map(expression -> "MODIFY TTL " + expression).orElse("REMOVE TTL")));
    clickHouse.execute("ALTER TABLE %s MODIFY COMMENT %s".formatted(table, Sql.literal(wanted)));
  }

  /** By table; "" where there is none. */
  private Map<String, String> comments() {
    Map<String, String> comments = new HashMap<>();
    clickHouse
        .query(
            """
            SELECT name, comment FROM system.tables
            WHERE database = currentDatabase() AND engine LIKE '%MergeTree'""",
            Map.of(), row -> Map.entry(row.string("name"), row.string("comment")))
        .forEach(entry -> comments.put(entry.getKey(), entry.getValue()));
    return comments;
  }

  private static Optional<String> ttl(
      String time,
      List<EventType> types,
      Function<Retention, Optional<Duration>> kept,
      Duration grace,
      Condition condition) {
    List<String> cases = new ArrayList<>();
    for (EventType type : types) {
      for (Retention retention : type.retention()) {
        kept.apply(retention)
            .ifPresent(
                duration -> {
                  cases.add(condition.of(type, retention.resolution()));
                  cases.add(String.valueOf(duration.plus(grace).toSeconds()));
                });
      }
    }
    return cases.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "toDateTime(least(toUInt64(toUnixTimestamp(%s)) + toUInt64(multiIf(%s, %d)), toUInt64(%d)), 'UTC')"
                .formatted(time, String.join(", ", cases), NEVER_S, NEVER_S));
  }

  private static String states(EventType type, Duration resolution) {
    return "event = %s AND resolution = %d"
        .formatted(Sql.literal(type.name()), resolution.toSeconds());
  }

  /** Of the path: event type, metric, maybe a statistic, resolution. */
  private static String series(EventType type, Duration resolution) {
    String path =
        "^%s[.][^.]+([.][^.]+)?[.]%s([.]|$)"
            .formatted(type.name().replace(".", "[.]"), Durations.format(resolution));
    return "match(path, " + Sql.literal(path) + ")";
  }

  private static String fingerprint(String expression) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(expression.getBytes(StandardCharsets.UTF_8));
      return COMMENT + HexFormat.of().formatHex(hash, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @FunctionalInterface
  private interface Condition {
    String of(EventType type, Duration resolution);
  }
}
