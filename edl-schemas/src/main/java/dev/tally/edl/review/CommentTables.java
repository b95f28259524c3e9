package dev.tally.edl.review;

import dev.tally.edl.audit.Turn;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The statements over comments. */
final class CommentTables {
  private static final String COLUMNS =
      """
      SELECT id, proposal_id, round_no, path, side, line_no, thread, author, body, created_at,
          resolved_by
      FROM review_comments
      """;

  private CommentTables() {}

  static Optional<Comment> find(Handle handle, int id) {
    return handle
        .createQuery(COLUMNS + "WHERE id = :id")
        .bind("id", id)
        .map((row, context) -> comment(row))
        .findOne();
  }

  static List<Comment> list(Handle handle, int proposal, int afterId, int limit) {
    return handle
        .createQuery(
            COLUMNS + "WHERE proposal_id = :proposal AND id > :after ORDER BY id LIMIT :limit")
        .bind("proposal", proposal)
        .bind("after", afterId)
        .bind("limit", limit)
        .map((row, context) -> comment(row))
        .list();
  }

  static int count(Handle handle, int proposal) {
    return handle
        .createQuery("SELECT count(*) FROM review_comments WHERE proposal_id = :proposal")
        .bind("proposal", proposal)
        .mapTo(Integer.class)
        .one();
  }

  /** Who takes part. */
  static List<String> authors(Handle handle, int proposal) {
    return handle
        .createQuery("SELECT DISTINCT author FROM review_comments WHERE proposal_id = :proposal")
        .bind("proposal", proposal)
        .mapTo(String.class)
        .list();
  }

  static void insert(Turn turn, Comment comment) {
    turn.handle()
        .createUpdate(
            """
            INSERT INTO review_comments
                (id, proposal_id, round_no, path, side, line_no, thread, author, body, created_at)
            VALUES (:id, :proposal, :round, :path, :side, :line, :thread, :author, :body, :now)
            """)
        .bind("id", comment.id())
        .bind("proposal", comment.proposal())
        .bind("round", comment.round())
        .bind("path", comment.anchor().map(Anchor::path).orElse(null))
        .bind("side", comment.anchor().map(Anchor::side).map(Side::name).orElse(null))
        .bind("line", comment.anchor().map(Anchor::line).orElse(null))
        .bind("thread", comment.thread())
        .bind("author", comment.author())
        .bind("body", comment.body())
        .bind("now", turn.nowUtc())
        .execute();
  }

  static void setResolvedBy(Handle handle, int thread, @Nullable String person) {
    handle
        .createUpdate("UPDATE review_comments SET resolved_by = :person WHERE id = :thread")
        .bind("person", person)
        .bind("thread", thread)
        .execute();
  }

  private static Comment comment(ResultSet row) throws SQLException {
    String path = row.getString("path");
    return new Comment(
        row.getInt("id"),
        row.getInt("proposal_id"),
        row.getInt("round_no"),
        path == null
            ? Optional.empty()
            : Optional.of(
                new Anchor(path, Side.valueOf(row.getString("side")), row.getInt("line_no"))),
        row.getInt("thread"),
        row.getString("author"),
        row.getString("body"),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        Optional.ofNullable(row.getString("resolved_by")));
  }
}
