package dev.tally.edl.notice;

import dev.tally.edl.audit.Turn;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jdbi.v3.core.Handle;
import tools.jackson.databind.json.JsonMapper;

/** The statements over notices, which H2 and PostgreSQL both understand. */
final class OutboxTables {
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private OutboxTables() {}

  /**
   * @param attempts that were begun
   */
  record Due(Notice notice, int attempts) {}

  static long nextNotice(Handle handle) {
    return handle
        .createQuery("SELECT coalesce(max(id), 0) + 1 FROM notices")
        .mapTo(Long.class)
        .one();
  }

  static void insert(Turn turn, Notice notice) {
    turn.handle()
        .createUpdate(
            """
            INSERT INTO notices (id, kind, happened_at, recipients, body)
            VALUES (:id, :kind, :now, :recipients, :body)
            """)
        .bind("id", notice.id())
        .bind("kind", notice.kind().name())
        .bind("now", turn.nowUtc())
        .bind("recipients", MAPPER.writeValueAsString(notice.recipients()))
        .bind("body", notice.body())
        .execute();
  }

  static boolean isOpen(Handle handle, String channel) {
    return handle
            .createQuery("SELECT count(*) FROM notice_channels WHERE channel = :channel")
            .bind("channel", channel)
            .mapTo(Integer.class)
            .one()
        == 1;
  }

  static int openChannel(Handle handle, String channel) {
    return handle
        .createUpdate(
            """
            INSERT INTO notice_channels (channel, first_notice)
            SELECT :channel, (SELECT coalesce(max(id), 0) + 1 FROM notices)
            WHERE NOT EXISTS (SELECT 1 FROM notice_channels WHERE channel = :channel)
            """)
        .bind("channel", channel)
        .execute();
  }

  static List<Due> due(Handle handle, String channel, Instant now) {
    return handle
        .createQuery(
            """
            SELECT n.id, n.kind, n.recipients, n.body, coalesce(d.attempts, 0) AS attempts
            FROM notice_channels c
                JOIN notices n ON n.id >= c.first_notice
                LEFT JOIN notice_deliveries d ON d.channel = c.channel AND d.notice_id = n.id
            WHERE c.channel = :channel
                AND (d.state IS NULL OR (d.state = 'WAITING' AND d.next_at <= :now))
            ORDER BY n.id
            LIMIT :limit
            """)
        .bind("channel", channel)
        .bind("now", utc(now))
        .bind("limit", Outbox.BATCH_NOTICES_MAX)
        .map((row, context) -> due(row))
        .list();
  }

  private static Due due(ResultSet row) throws SQLException {
    return new Due(notice(row), row.getInt("attempts"));
  }

  static Notice notice(ResultSet row) throws SQLException {
    return new Notice(
        row.getLong("id"),
        NoticeKind.valueOf(row.getString("kind")),
        List.of(MAPPER.readValue(row.getString("recipients"), String[].class)),
        row.getString("body"));
  }

  /** Whether the attempt is the caller's: not when another process was faster. */
  static boolean claim(Handle handle, String channel, Due due, Instant now, Instant leaseEnd) {
    handle
        .createUpdate(
            """
            INSERT INTO notice_deliveries
                (channel, notice_id, attempts, next_at, state, last_failure)
            VALUES (:channel, :notice, 0, :now, 'WAITING', '')
            ON CONFLICT DO NOTHING
            """)
        .bind("channel", channel)
        .bind("notice", due.notice().id())
        .bind("now", utc(now))
        .execute();
    return handle
            .createUpdate(
                """
                UPDATE notice_deliveries
                SET attempts = attempts + 1, next_at = :leaseEnd
                WHERE channel = :channel AND notice_id = :notice AND state = 'WAITING'
                    AND attempts = :attempts
                """)
            .bind("leaseEnd", utc(leaseEnd))
            .bind("channel", channel)
            .bind("notice", due.notice().id())
            .bind("attempts", due.attempts())
            .execute()
        == 1;
  }

  static boolean delivered(Handle handle, String channel, long notice) {
    return handle
            .createUpdate(
                """
                UPDATE notice_deliveries SET state = 'DELIVERED', last_failure = ''
                WHERE channel = :channel AND notice_id = :notice
                """)
            .bind("channel", channel)
            .bind("notice", notice)
            .execute()
        == 1;
  }

  /** Not where another process has begun an attempt since, for this one took too long. */
  static boolean failed(
      Handle handle, String channel, Due due, boolean last, Instant nextAt, String why) {
    return handle
            .createUpdate(
                """
                UPDATE notice_deliveries
                SET state = :state, next_at = :nextAt, last_failure = :why
                WHERE channel = :channel AND notice_id = :notice AND state = 'WAITING'
                    AND attempts = :mine
                """)
            .bind("mine", due.attempts() + 1)
            .bind("state", last ? "GIVEN_UP" : "WAITING")
            .bind("nextAt", utc(nextAt))
            .bind("why", why)
            .bind("channel", channel)
            .bind("notice", due.notice().id())
            .execute()
        == 1;
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
