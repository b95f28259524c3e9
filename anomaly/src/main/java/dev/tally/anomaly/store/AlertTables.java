package dev.tally.anomaly.store;

import dev.tally.anomaly.life.Alert;
import dev.tally.anomaly.life.AlertState;
import dev.tally.anomaly.life.RuleKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;

/** The statements over alerts and progress, which H2 and PostgreSQL both understand. */
final class AlertTables {
  private static final List<String> COLUMNS =
      List.of(
          "id",
          "event_type",
          "rule",
          "metric",
          "statistic",
          "resolution",
          "dimension_set",
          "dimension_values",
          "unit",
          "path",
          "severity",
          "state",
          "ending",
          "pending_since",
          "firing_since",
          "resolved_at",
          "judged_until",
          "out_points",
          "back_points",
          "unknown_points",
          "first_time",
          "first_value",
          "first_expected",
          "first_lower",
          "first_upper",
          "first_score",
          "peak_time",
          "peak_value",
          "peak_expected",
          "peak_lower",
          "peak_upper",
          "peak_score",
          "last_time",
          "last_value",
          "last_expected",
          "last_lower",
          "last_upper",
          "last_score",
          "note",
          "stored_at");

  private static final String INSERT =
      "INSERT INTO alerts (%s) VALUES (:%s)"
          .formatted(String.join(", ", COLUMNS), String.join(", :", COLUMNS));

  private static final String FILTER =
      """
      FROM alerts
      WHERE state IN (<states>) AND (:event_type = '' OR event_type = :event_type)
      """;

  private AlertTables() {}

  /** Inserts them; those that are there already are replaced. */
  static void write(Handle handle, List<Alert> alerts, Instant now) {
    if (alerts.isEmpty()) {
      return;
    }
    PreparedBatch delete = handle.prepareBatch("DELETE FROM alerts WHERE id = :id");
    PreparedBatch insert = handle.prepareBatch(INSERT);
    for (Alert alert : alerts) {
      delete.bind("id", alert.id()).add();
      AlertRow.bind(insert, alert).bind("stored_at", AlertRow.utc(now)).add();
    }
    delete.execute();
    insert.execute();
  }

  static Optional<Alert> find(Handle handle, String id) {
    return handle
        .createQuery("SELECT * FROM alerts WHERE id = :id")
        .bind("id", id)
        .map((row, context) -> AlertRow.read(row))
        .findOne();
  }

  static List<Alert> open(Handle handle, RuleKey rule) {
    return bind(
            handle.createQuery(
                """
                SELECT * FROM alerts
                WHERE event_type = :event_type AND rule = :rule AND state <> 'RESOLVED'
                ORDER BY pending_since, id
                """),
            rule)
        .map((row, context) -> AlertRow.read(row))
        .list();
  }

  /** The beginning of the oldest one that began before a time and had not ended then. */
  static Optional<Instant> oldestOpenAt(Handle handle, RuleKey rule, Instant time) {
    return bind(
            handle.createQuery(
                """
                SELECT pending_since FROM alerts
                WHERE event_type = :event_type AND rule = :rule AND pending_since < :time
                    AND (resolved_at IS NULL OR resolved_at >= :time)
                ORDER BY pending_since
                LIMIT 1
                """),
            rule)
        .bind("time", AlertRow.utc(time))
        .map((row, context) -> AlertRow.instant(row, "pending_since"))
        .findOne();
  }

  /** Ids of those that began in a range, {@code until} exclusive. */
  static List<String> begunIn(Handle handle, RuleKey rule, Instant from, Instant until) {
    return bind(
            handle.createQuery(
                """
                SELECT id FROM alerts
                WHERE event_type = :event_type AND rule = :rule
                    AND pending_since >= :from AND pending_since < :until
                """),
            rule)
        .bind("from", AlertRow.utc(from))
        .bind("until", AlertRow.utc(until))
        .mapTo(String.class)
        .list();
  }

  static void delete(Handle handle, String id) {
    handle.createUpdate("DELETE FROM alerts WHERE id = :id").bind("id", id).execute();
  }

  static List<RuleKey> rulesWithOpenAlerts(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT DISTINCT event_type, rule FROM alerts WHERE state <> 'RESOLVED'
            ORDER BY event_type, rule
            """)
        .map((row, context) -> new RuleKey(row.getString("event_type"), row.getString("rule")))
        .list();
  }

  /** Firing first, then pending, then resolved; in each the latest point first. */
  static List<Alert> list(
      Handle handle, Set<AlertState> states, String eventType, int limit, int offset) {
    return filter(
            handle.createQuery(
                "SELECT * "
                    + FILTER
                    + """
                      ORDER BY CASE state WHEN 'FIRING' THEN 0 WHEN 'PENDING' THEN 1 ELSE 2 END,
                          last_time DESC, id
                      LIMIT :limit OFFSET :offset
                      """),
            states,
            eventType)
        .bind("limit", limit)
        .bind("offset", offset)
        .map((row, context) -> AlertRow.read(row))
        .list();
  }

  /** Those that fired, or were resolved after they had fired, in a range; ends are in it. */
  static List<Alert> during(Handle handle, Instant from, Instant until, int limit) {
    return handle
        .createQuery(
            """
            SELECT * FROM alerts
            WHERE firing_since >= :from AND firing_since <= :until
                OR firing_since IS NOT NULL AND resolved_at >= :from AND resolved_at <= :until
            ORDER BY firing_since, id
            LIMIT :limit
            """)
        .bind("from", AlertRow.utc(from))
        .bind("until", AlertRow.utc(until))
        .bind("limit", limit)
        .map((row, context) -> AlertRow.read(row))
        .list();
  }

  static long count(Handle handle, Set<AlertState> states, String eventType) {
    return filter(handle.createQuery("SELECT count(*) " + FILTER), states, eventType)
        .mapTo(Long.class)
        .one();
  }

  static int deleteResolvedStoredBefore(Handle handle, Instant time, boolean fired) {
    return handle
        .createUpdate(
            """
            DELETE FROM alerts
            WHERE state = 'RESOLVED' AND stored_at < :time
                AND firing_since IS <null>
            """)
        .define("null", fired ? "NOT NULL" : "NULL")
        .bind("time", AlertRow.utc(time))
        .execute();
  }

  static int deleteNoticesWithoutAlert(Handle handle) {
    return handle.execute(
        """
        DELETE FROM alert_notices
        WHERE next_attempt_at IS NULL AND alert_id NOT IN (SELECT id FROM alerts)
        """);
  }

  static Optional<Instant> progress(Handle handle, RuleKey rule) {
    return bind(
            handle.createQuery(
                """
                SELECT judged_until FROM alert_progress
                WHERE event_type = :event_type AND rule = :rule
                """),
            rule)
        .map((row, context) -> AlertRow.instant(row, "judged_until"))
        .findOne();
  }

  /** Moves progress from where it was expected; false when it is elsewhere. */
  static boolean moveProgress(
      Handle handle, RuleKey rule, Optional<Instant> expected, Instant judgedUntil) {
    if (expected.isEmpty()) {
      return handle
              .createUpdate(
                  """
                  INSERT INTO alert_progress (event_type, rule, judged_until)
                  VALUES (:event_type, :rule, :judged_until)
                  ON CONFLICT DO NOTHING
                  """)
              .bind("event_type", rule.eventType())
              .bind("rule", rule.rule())
              .bind("judged_until", AlertRow.utc(judgedUntil))
              .execute()
          == 1;
    }
    return handle
            .createUpdate(
                """
                UPDATE alert_progress SET judged_until = :judged_until
                WHERE event_type = :event_type AND rule = :rule AND judged_until = :expected
                """)
            .bind("event_type", rule.eventType())
            .bind("rule", rule.rule())
            .bind("judged_until", AlertRow.utc(judgedUntil))
            .bind("expected", AlertRow.utc(expected.get()))
            .execute()
        == 1;
  }

  private static Query bind(Query query, RuleKey rule) {
    return query.bind("event_type", rule.eventType()).bind("rule", rule.rule());
  }

  private static Query filter(Query query, Set<AlertState> states, String eventType) {
    return query
        .bindList("states", states.stream().map(AlertState::name).sorted().toList())
        .bind("event_type", eventType);
  }
}
