package dev.tally.edl.review;

import dev.tally.edl.audit.Turn;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The statements over reviews. */
final class ReviewTables {
  private static final String COLUMNS =
      """
      SELECT v.id, v.proposal_id, v.round_no, v.reviewer, v.decision, v.body, v.created_at
      FROM reviews v
      """;

  private ReviewTables() {}

  static Optional<Review> find(Handle handle, int id) {
    return handle
        .createQuery(COLUMNS + "WHERE v.id = :id")
        .bind("id", id)
        .map((row, context) -> review(row))
        .findOne();
  }

  static List<Review> list(Handle handle, int proposal) {
    return handle
        .createQuery(COLUMNS + "WHERE v.proposal_id = :proposal ORDER BY v.id")
        .bind("proposal", proposal)
        .map((row, context) -> review(row))
        .list();
  }

  /** Of rounds that change the same, in their order. */
  static List<Review> ofContent(Handle handle, int proposal, String content) {
    return handle
        .createQuery(
            COLUMNS
                + """
                JOIN rounds r ON r.proposal_id = v.proposal_id AND r.round_no = v.round_no
                WHERE v.proposal_id = :proposal AND r.content = :content
                ORDER BY v.id
                """)
        .bind("proposal", proposal)
        .bind("content", content)
        .map((row, context) -> review(row))
        .list();
  }

  static void insert(Turn turn, int id, NewReview review) {
    turn.handle()
        .createUpdate(
            """
            INSERT INTO reviews
                (id, proposal_id, round_no, reviewer, decision, body, created_at)
            VALUES (:id, :proposal, :round, :reviewer, :decision, :body, :now)
            """)
        .bind("id", id)
        .bind("proposal", review.proposal())
        .bind("round", review.round())
        .bind("reviewer", review.reviewer())
        .bind("decision", review.decision().name())
        .bind("body", review.body())
        .bind("now", turn.nowUtc())
        .execute();
  }

  private static Review review(ResultSet row) throws SQLException {
    return new Review(
        row.getInt("id"),
        row.getInt("proposal_id"),
        row.getInt("round_no"),
        row.getString("reviewer"),
        Decision.valueOf(row.getString("decision")),
        row.getString("body"),
        row.getObject("created_at", OffsetDateTime.class).toInstant());
  }
}
