package dev.tally.edl.registry;

import dev.tally.edl.audit.Turn;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The statements over commits and what they changed. */
final class TreeTables {
  private static final String COMMITS =
      "SELECT id, parent, author, message, committed_at, proposal_id, stage, published_at FROM commits ";

  /** Rows of {@code commit_files} that make up the tree at {@code :commit}. */
  private static final String FILES_AT =
      """
      FROM commit_files f
          JOIN (SELECT path, max(commit_id) AS commit_id
                FROM commit_files WHERE commit_id <= :commit GROUP BY path) last
            ON last.path = f.path AND last.commit_id = f.commit_id
      """;

  private TreeTables() {}

  static int head(Handle handle) {
    return handle
        .createQuery("SELECT coalesce(max(id), 0) FROM commits")
        .mapTo(Integer.class)
        .one();
  }

  static Optional<Commit> find(Handle handle, int id) {
    return handle
        .createQuery(COMMITS + "WHERE id = :id")
        .bind("id", id)
        .map((row, context) -> commit(row))
        .findOne();
  }

  static List<Commit> before(Handle handle, int beforeId, int limit) {
    return handle
        .createQuery(COMMITS + "WHERE id < :before ORDER BY id DESC LIMIT :limit")
        .bind("before", beforeId)
        .bind("limit", limit)
        .map((row, context) -> commit(row))
        .list();
  }

  /** Merged and not published, the first one. */
  static Optional<Commit> firstUnpublished(Handle handle) {
    return handle
        .createQuery(COMMITS + "WHERE published_at IS NULL ORDER BY id LIMIT 1")
        .map((row, context) -> commit(row))
        .findOne();
  }

  /** Text by path at a commit. */
  static Map<String, String> texts(Handle handle, int commit) {
    Map<String, String> texts = new HashMap<>();
    handle
        .createQuery("SELECT f.path, b.content " + FILES_AT + " JOIN blobs b ON b.hash = f.blob")
        .bind("commit", commit)
        .map((row, context) -> Map.entry(row.getString("path"), row.getString("content")))
        .forEach(entry -> texts.put(entry.getKey(), entry.getValue()));
    return texts;
  }

  /** Blob by path at a commit. */
  static Map<String, String> blobs(Handle handle, int commit) {
    Map<String, String> blobs = new HashMap<>();
    handle
        .createQuery("SELECT f.path, f.blob " + FILES_AT + " WHERE f.blob IS NOT NULL")
        .bind("commit", commit)
        .map((row, context) -> Map.entry(row.getString("path"), row.getString("blob")))
        .forEach(entry -> blobs.put(entry.getKey(), entry.getValue()));
    return blobs;
  }

  static Optional<String> text(Handle handle, int commit, String path) {
    return handle
        .createQuery(
            """
            SELECT b.content
            FROM commit_files f LEFT JOIN blobs b ON b.hash = f.blob
            WHERE f.path = :path AND f.commit_id <= :commit
            ORDER BY f.commit_id DESC
            LIMIT 1
            """)
        .bind("path", path)
        .bind("commit", commit)
        .map((row, context) -> Optional.ofNullable(row.getString("content")))
        .findOne()
        .flatMap(text -> text);
  }

  /** The files that a commit changed, with their new text. */
  static Map<String, Optional<String>> changes(Handle handle, int commit) {
    Map<String, Optional<String>> changes = new HashMap<>();
    handle
        .createQuery(
            """
            SELECT f.path, b.content
            FROM commit_files f LEFT JOIN blobs b ON b.hash = f.blob
            WHERE f.commit_id = :commit
            """)
        .bind("commit", commit)
        .map(
            (row, context) ->
                Map.entry(row.getString("path"), Optional.ofNullable(row.getString("content"))))
        .forEach(entry -> changes.put(entry.getKey(), entry.getValue()));
    return changes;
  }

  /** Event types at a commit, by name. */
  static Map<String, TypeChange> types(Handle handle, int commit) {
    Map<String, TypeChange> types = new HashMap<>();
    handle
        .createQuery(
            """
            SELECT t.event_type, t.path, t.fingerprint
            FROM commit_types t
                JOIN (SELECT event_type, max(commit_id) AS commit_id
                      FROM commit_types WHERE commit_id <= :commit GROUP BY event_type) last
                  ON last.event_type = t.event_type AND last.commit_id = t.commit_id
            WHERE t.fingerprint IS NOT NULL
            """)
        .bind("commit", commit)
        .map((row, context) -> typeChange(row))
        .forEach(type -> types.put(type.eventType(), type));
    return types;
  }

  /** What a commit made of event types, by path and name. */
  static List<TypeChange> typeChanges(Handle handle, int commit) {
    return handle
        .createQuery(
            """
            SELECT event_type, path, fingerprint FROM commit_types
            WHERE commit_id = :commit
            ORDER BY path, event_type
            """)
        .bind("commit", commit)
        .map((row, context) -> typeChange(row))
        .list();
  }

  static void insert(Turn turn, Commit commit) {
    turn.handle()
        .createUpdate(
            """
            INSERT INTO commits
                (id, parent, author, message, committed_at, proposal_id, stage, published_at)
            VALUES (:id, :parent, :author, :message, :at, :proposal, :stage, :publishedAt)
            """)
        .bind("id", commit.id())
        .bind("parent", commit.parent())
        .bind("author", commit.author())
        .bind("message", commit.message())
        .bind("at", utc(commit.at()))
        .bind("proposal", commit.proposal().orElse(null))
        .bind("stage", commit.stage().name())
        .bind("publishedAt", commit.publishedAt().map(TreeTables::utc).orElse(null))
        .execute();
  }

  static void insertFile(Handle handle, int commit, String path, @Nullable String blob) {
    handle
        .createUpdate(
            "INSERT INTO commit_files (commit_id, path, blob) VALUES (:commit, :path, :blob)")
        .bind("commit", commit)
        .bind("path", path)
        .bind("blob", blob)
        .execute();
  }

  static void insertType(Handle handle, int commit, TypeChange type) {
    handle
        .createUpdate(
            """
            INSERT INTO commit_types (commit_id, event_type, path, fingerprint)
            VALUES (:commit, :eventType, :path, :fingerprint)
            """)
        .bind("commit", commit)
        .bind("eventType", type.eventType())
        .bind("path", type.path().orElse(null))
        .bind("fingerprint", type.fingerprint().orElse(null))
        .execute();
  }

  static void setPublished(Turn turn, int commit) {
    turn.handle()
        .createUpdate("UPDATE commits SET published_at = :now WHERE id = :id")
        .bind("now", turn.nowUtc())
        .bind("id", commit)
        .execute();
  }

  static Optional<String> draft(Handle handle, String eventType, long fingerprint) {
    return handle
        .createQuery(
            "SELECT content FROM drafts WHERE event_type = :type AND fingerprint = :fingerprint")
        .bind("type", eventType)
        .bind("fingerprint", fingerprint)
        .mapTo(String.class)
        .findOne();
  }

  static void insertDraft(Handle handle, DraftRevision draft) {
    handle
        .createUpdate(
            """
            INSERT INTO drafts (event_type, fingerprint, content)
            VALUES (:type, :fingerprint, :content)
            """)
        .bind("type", draft.eventType())
        .bind("fingerprint", draft.fingerprint())
        .bind("content", draft.content())
        .execute();
  }

  private static TypeChange typeChange(ResultSet row) throws SQLException {
    return new TypeChange(
        row.getString("event_type"),
        Optional.ofNullable(row.getString("path")),
        Optional.ofNullable(row.getObject("fingerprint", Long.class)));
  }

  private static Commit commit(ResultSet row) throws SQLException {
    return new Commit(
        row.getInt("id"),
        row.getInt("parent"),
        row.getString("author"),
        row.getString("message"),
        row.getObject("committed_at", OffsetDateTime.class).toInstant(),
        Optional.ofNullable(row.getObject("proposal_id", Integer.class)),
        Stage.valueOf(row.getString("stage")),
        Optional.ofNullable(row.getObject("published_at", OffsetDateTime.class))
            .map(OffsetDateTime::toInstant));
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
