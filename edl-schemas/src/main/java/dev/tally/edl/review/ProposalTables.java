package dev.tally.edl.review;

import dev.tally.edl.audit.Turn;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The statements over proposals. A proposal is published when its commit is. */
final class ProposalTables {
  private static final String PROPOSALS =
      """
      SELECT * FROM (
          SELECT p.id, p.title, p.description, p.author, p.rounds, p.created_at, p.changed_at,
              c.id AS commit_id,
              CASE WHEN c.published_at IS NULL THEN p.state ELSE 'PUBLISHED' END AS state
          FROM proposals p LEFT JOIN commits c ON c.proposal_id = p.id) proposal
      """;

  private ProposalTables() {}

  static Optional<Proposal> find(Handle handle, int id) {
    return handle
        .createQuery(PROPOSALS + "WHERE id = :id")
        .bind("id", id)
        .map((row, context) -> proposal(row))
        .findOne();
  }

  static Proposal require(Handle handle, int id) {
    return find(handle, id)
        .orElseThrow(() -> new TallyException(ErrorCode.NOT_FOUND, "no proposal has the id " + id));
  }

  /** The newest first. */
  static List<Proposal> list(
      Handle handle,
      Optional<ProposalState> state,
      Optional<String> author,
      int beforeId,
      int limit) {
    return handle
        .createQuery(
            PROPOSALS
                + """
                WHERE id < :before AND state LIKE :state AND (:author = '' OR author = :author)
                ORDER BY id DESC
                LIMIT :limit
                """)
        .bind("before", beforeId)
        .bind("state", state.map(ProposalState::name).orElse("%"))
        .bind("author", author.orElse(""))
        .bind("limit", limit)
        .map((row, context) -> proposal(row))
        .list();
  }

  static int countOpen(Handle handle, String author) {
    return handle
        .createQuery("SELECT count(*) FROM proposals WHERE author = :author AND state = 'OPEN'")
        .bind("author", author)
        .mapTo(Integer.class)
        .one();
  }

  static void insert(Turn turn, int id, NewProposal proposal) {
    turn.handle()
        .createUpdate(
            """
            INSERT INTO proposals
                (id, title, description, author, state, rounds, created_at, changed_at)
            VALUES (:id, :title, :description, :author, 'OPEN', 0, :now, :now)
            """)
        .bind("id", id)
        .bind("title", proposal.title())
        .bind("description", proposal.description())
        .bind("author", proposal.author())
        .bind("now", turn.nowUtc())
        .execute();
  }

  static void setRounds(Turn turn, int id, int rounds) {
    turn.handle()
        .createUpdate("UPDATE proposals SET rounds = :rounds, changed_at = :now WHERE id = :id")
        .bind("rounds", rounds)
        .bind("now", turn.nowUtc())
        .bind("id", id)
        .execute();
  }

  static void setState(Turn turn, int id, ProposalState state) {
    turn.handle()
        .createUpdate("UPDATE proposals SET state = :state, changed_at = :now WHERE id = :id")
        .bind("state", state.name())
        .bind("now", turn.nowUtc())
        .bind("id", id)
        .execute();
  }

  static void touch(Turn turn, int id) {
    turn.handle()
        .createUpdate("UPDATE proposals SET changed_at = :now WHERE id = :id")
        .bind("now", turn.nowUtc())
        .bind("id", id)
        .execute();
  }

  private static Proposal proposal(ResultSet row) throws SQLException {
    return new Proposal(
        row.getInt("id"),
        row.getString("title"),
        row.getString("description"),
        row.getString("author"),
        ProposalState.valueOf(row.getString("state")),
        row.getInt("rounds"),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        row.getObject("changed_at", OffsetDateTime.class).toInstant(),
        Optional.ofNullable(row.getObject("commit_id", Integer.class)));
  }
}
