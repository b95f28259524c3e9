package dev.tally.edl.notice;

import dev.tally.delivery.Mail;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The statements over notices that go by mail, which H2 and PostgreSQL both understand. */
final class MailTables {
  /** Rows that one look takes at most. */
  static final int ROWS_MAX = 500;

  private MailTables() {}

  /**
   * A notice that is to be told to somebody.
   *
   * @param attempts that were begun
   */
  record Due(Notice notice, String person, int proposal, int attempts) {}

  /** Somebody who wants mail. */
  record Reader(String name, String email, Optional<String> key) {}

  static int insert(Handle handle, long notice, String person, int proposal, Instant now) {
    return handle
        .createUpdate(
            """
            INSERT INTO notice_mails
                (notice_id, person, proposal_id, attempts, next_at, state, last_failure)
            VALUES (:notice, :person, :proposal, 0, :now, 'WAITING', '')
            ON CONFLICT DO NOTHING
            """)
        .bind("notice", notice)
        .bind("person", person)
        .bind("proposal", proposal)
        .bind("now", utc(now))
        .execute();
  }

  /** Empty for whoever wants no mail, or has an address to which none can go. */
  static Optional<Reader> reader(Handle handle, String person) {
    return handle
        .createQuery(
            """
            SELECT name, email, mail_key FROM people
            WHERE name = :name AND mail AND email IS NOT NULL
            """)
        .bind("name", person)
        .map(
            (row, context) ->
                new Reader(
                    row.getString("name"),
                    row.getString("email"),
                    Optional.ofNullable(row.getString("mail_key"))))
        .findOne()
        .filter(reader -> Mail.isAddress(reader.email()));
  }

  /** Does nothing where there is a key. */
  static int setKey(Handle handle, String person, String key) {
    return handle
        .createUpdate("UPDATE people SET mail_key = :key WHERE name = :name AND mail_key IS NULL")
        .bind("key", key)
        .bind("name", person)
        .execute();
  }

  /** Oldest first. */
  static List<Due> due(Handle handle, Instant now) {
    return handle
        .createQuery(
            """
            SELECT m.notice_id AS id, n.kind, n.recipients, n.body, m.person, m.proposal_id,
                m.attempts
            FROM notice_mails m JOIN notices n ON n.id = m.notice_id
            WHERE m.state = 'WAITING' AND m.next_at <= :now
            ORDER BY m.notice_id, m.person
            LIMIT :limit
            """)
        .bind("now", utc(now))
        .bind("limit", ROWS_MAX)
        .map((row, context) -> due(row))
        .list();
  }

  private static Due due(ResultSet row) throws SQLException {
    return new Due(
        OutboxTables.notice(row),
        row.getString("person"),
        row.getInt("proposal_id"),
        row.getInt("attempts"));
  }

  /** When the mails went out that a person got since, oldest first. */
  static List<Instant> sentSince(Handle handle, String person, Instant since) {
    return handle
        .createQuery(
            """
            SELECT max(sent_at) AS sent FROM notice_mails
            WHERE person = :person AND sent_at > :since
            GROUP BY proposal_id, mail
            ORDER BY sent
            """)
        .bind("person", person)
        .bind("since", utc(since))
        .map((row, context) -> row.getObject("sent", OffsetDateTime.class).toInstant())
        .list();
  }

  /** Whether the attempt is the caller's: not when another process was faster. */
  static boolean claim(Handle handle, Due due, Instant leaseEnd) {
    return handle
            .createUpdate(
                """
                UPDATE notice_mails SET attempts = attempts + 1, next_at = :leaseEnd
                WHERE notice_id = :notice AND person = :person AND state = 'WAITING'
                    AND attempts = :attempts
                """)
            .bind("leaseEnd", utc(leaseEnd))
            .bind("notice", due.notice().id())
            .bind("person", due.person())
            .bind("attempts", due.attempts())
            .execute()
        == 1;
  }

  static int delivered(Handle handle, Due due, long mail, Instant now) {
    return handle
        .createUpdate(
            """
            UPDATE notice_mails
            SET state = 'DELIVERED', sent_at = :now, mail = :mail, last_failure = ''
            WHERE notice_id = :notice AND person = :person
            """)
        .bind("now", utc(now))
        .bind("mail", mail)
        .bind("notice", due.notice().id())
        .bind("person", due.person())
        .execute();
  }

  /** Not where another process has begun an attempt since, for this one took too long. */
  static boolean failed(Handle handle, Due due, boolean last, Instant nextAt, String why) {
    return handle
            .createUpdate(
                """
                UPDATE notice_mails SET state = :state, next_at = :nextAt, last_failure = :why
                WHERE notice_id = :notice AND person = :person AND state = 'WAITING'
                    AND attempts = :mine
                """)
            .bind("mine", due.attempts() + 1)
            .bind("state", last ? "GIVEN_UP" : "WAITING")
            .bind("nextAt", utc(nextAt))
            .bind("why", why)
            .bind("notice", due.notice().id())
            .bind("person", due.person())
            .execute()
        == 1;
  }

  /** Puts off what nobody has begun to send. */
  static boolean hold(Handle handle, Due due, Instant nextAt) {
    return handle
            .createUpdate(
                """
                UPDATE notice_mails SET next_at = :nextAt
                WHERE notice_id = :notice AND person = :person AND state = 'WAITING'
                    AND attempts = :attempts
                """)
            .bind("nextAt", utc(nextAt))
            .bind("notice", due.notice().id())
            .bind("person", due.person())
            .bind("attempts", due.attempts())
            .execute()
        == 1;
  }

  static int unwanted(Handle handle, Due due) {
    return handle
        .createUpdate(
            """
            UPDATE notice_mails SET state = 'UNWANTED'
            WHERE notice_id = :notice AND person = :person AND state = 'WAITING'
            """)
        .bind("notice", due.notice().id())
        .bind("person", due.person())
        .execute();
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
