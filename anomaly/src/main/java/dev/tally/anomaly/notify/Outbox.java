package dev.tally.anomaly.notify;

import dev.tally.anomaly.life.Alert;
import dev.tally.anomaly.notify.Notice.Kind;
import dev.tally.anomaly.view.AlertSentence;
import dev.tally.edl.model.AlertRule.Severity;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * The notices that are to be sent: the statements over {@code alert_notices}. A notice is settled
 * once {@code next_attempt_at} is NULL, by delivery or by giving up.
 */
public final class Outbox {
  private Outbox() {}

  /**
   * Puts a notice for each recipient into the outbox, within the transaction that changes the
   * alert. What is there already stays: an alert fires once.
   */
  public static void add(
      Handle handle, Alert alert, Kind kind, List<String> recipients, Instant now) {
    String sentence = AlertSentence.of(alert);
    for (String recipient : recipients) {
      handle
          .createUpdate(
              """
              INSERT INTO alert_notices (alert_id, kind, notifier, severity, sentence, body,
                  created_at, attempts, next_attempt_at)
              VALUES (:alertId, :kind, :notifier, :severity, :sentence, :body, :now, 0, :now)
              ON CONFLICT DO NOTHING
              """)
          .bind("alertId", alert.id())
          .bind("kind", kind.name())
          .bind("notifier", recipient)
          .bind("severity", alert.subject().severity().name())
          .bind("sentence", sentence)
          .bind("body", NoticeBody.of(alert, kind, sentence, now))
          .bind("now", now.atOffset(ZoneOffset.UTC))
          .execute();
    }
  }

  /** Who was told, or is about to be, that the alert fires. */
  public static List<String> recipients(Handle handle, String alertId) {
    return handle
        .createQuery(
            """
            SELECT notifier FROM alert_notices
            WHERE alert_id = :alertId AND kind = 'FIRED'
            ORDER BY id
            """)
        .bind("alertId", alertId)
        .mapTo(String.class)
        .list();
  }

  /** Drops what has not been sent of an alert that is judged anew. */
  public static void forget(Handle handle, String alertId) {
    handle
        .createUpdate(
            "DELETE FROM alert_notices WHERE alert_id = :alertId AND delivered_at IS NULL")
        .bind("alertId", alertId)
        .execute();
  }

  /**
   * What is due, oldest first. A notice waits until earlier ones of the same alert to the same
   * notifier are settled: nobody hears of an end before the beginning.
   */
  static List<Notice> due(Handle handle, Instant now, int limit) {
    return handle
        .createQuery(
            """
            SELECT n.id, n.alert_id, n.kind, n.notifier, n.severity, n.sentence, n.body, n.attempts
            FROM alert_notices n
            WHERE n.next_attempt_at <= :now
                AND NOT EXISTS (
                    SELECT 1 FROM alert_notices e
                    WHERE e.alert_id = n.alert_id AND e.notifier = n.notifier AND e.id < n.id
                        AND e.next_attempt_at IS NOT NULL)
            ORDER BY n.id
            LIMIT :limit
            """)
        .bind("now", now.atOffset(ZoneOffset.UTC))
        .bind("limit", limit)
        .map((row, context) -> notice(row))
        .list();
  }

  /** Takes a notice for one attempt; false when another process was faster. */
  static boolean claim(Handle handle, Notice notice, Instant nextAttempt) {
    return handle
            .createUpdate(
                """
                UPDATE alert_notices SET attempts = attempts + 1, next_attempt_at = :next
                WHERE id = :id AND attempts = :attempts AND next_attempt_at IS NOT NULL
                """)
            .bind("next", nextAttempt.atOffset(ZoneOffset.UTC))
            .bind("id", notice.id())
            .bind("attempts", notice.attempts())
            .execute()
        == 1;
  }

  static void delivered(Handle handle, Notice notice, Instant now) {
    handle
        .createUpdate(
            """
            UPDATE alert_notices SET delivered_at = :now, next_attempt_at = NULL, problem = NULL
            WHERE id = :id
            """)
        .bind("now", now.atOffset(ZoneOffset.UTC))
        .bind("id", notice.id())
        .execute();
  }

  /** Not where another process has begun an attempt since, for this one took too long. */
  static boolean failed(Handle handle, Notice notice, String problem) {
    return update(handle, "UPDATE alert_notices SET problem = :problem", notice, problem);
  }

  /** As {@link #failed}, and it is not tried again. */
  static boolean giveUp(Handle handle, Notice notice, String problem) {
    return update(
        handle,
        "UPDATE alert_notices SET problem = :problem, next_attempt_at = NULL",
        notice,
        problem);
  }

  private static boolean update(Handle handle, String update, Notice notice, String problem) {
    return handle
            .createUpdate(
                update + " WHERE id = :id AND attempts = :mine AND next_attempt_at IS NOT NULL")
            .bind("problem", problem)
            .bind("id", notice.id())
            .bind("mine", notice.attempts() + 1)
            .execute()
        == 1;
  }

  private static Notice notice(ResultSet row) throws SQLException {
    return new Notice(
        row.getLong("id"),
        row.getString("alert_id"),
        Kind.valueOf(row.getString("kind")),
        row.getString("notifier"),
        Severity.valueOf(row.getString("severity")),
        row.getString("sentence"),
        row.getString("body"),
        row.getInt("attempts"));
  }
}
