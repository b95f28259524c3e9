package dev.tally.edl.audit;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/** All that was done, for reading. */
public final class AuditLog {
  /** Most entries of one answer. */
  public static final int PAGE_MAX = 500;

  private static final String COLUMNS =
      "SELECT id, happened_at, actor, action, proposal_id, commit_id, subject, details FROM audit ";

  private final Turns turns;

  public AuditLog(Turns turns) {
    this.turns = turns;
  }

  /**
   * Entries in their order.
   *
   * @param afterId 0 for the first ones
   * @param limit 1 to {@link #PAGE_MAX}
   */
  public List<AuditEntry> after(long afterId, int limit) {
    checkLimit(limit);
    return turns.read(
        handle ->
            handle
                .createQuery(COLUMNS + "WHERE id > :after ORDER BY id LIMIT :limit")
                .bind("after", afterId)
                .bind("limit", limit)
                .map((row, context) -> entry(row))
                .list());
  }

  /**
   * Entries of one proposal in their order.
   *
   * @param afterId 0 for the first ones
   * @param limit 1 to {@link #PAGE_MAX}
   */
  public List<AuditEntry> ofProposal(int proposal, long afterId, int limit) {
    checkLimit(limit);
    return turns.read(
        handle ->
            handle
                .createQuery(
                    COLUMNS
                        + "WHERE proposal_id = :proposal AND id > :after ORDER BY id LIMIT :limit")
                .bind("proposal", proposal)
                .bind("after", afterId)
                .bind("limit", limit)
                .map((row, context) -> entry(row))
                .list());
  }

  private static void checkLimit(int limit) {
    if (limit < 1 || limit > PAGE_MAX) {
      throw new TallyException(
          ErrorCode.REQUEST_INVALID, "limit is 1 to %d, not %d".formatted(PAGE_MAX, limit));
    }
  }

  private static AuditEntry entry(ResultSet row) throws SQLException {
    return new AuditEntry(
        row.getLong("id"),
        row.getObject("happened_at", OffsetDateTime.class).toInstant(),
        row.getString("actor"),
        AuditAction.valueOf(row.getString("action")),
        Optional.ofNullable(row.getObject("proposal_id", Integer.class)),
        Optional.ofNullable(row.getObject("commit_id", Integer.class)),
        row.getString("subject"),
        row.getString("details"));
  }
}
