package dev.tally.edl.registry;

import dev.tally.edl.model.EdlFile;
import dev.tally.edl.model.Revision;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The statements over the registry's tables, which H2 and PostgreSQL both understand. */
final class RegistryTables {
  private RegistryTables() {}

  static List<String> eventTypes(Handle handle) {
    return handle
        .createQuery("SELECT DISTINCT event_type FROM revisions ORDER BY event_type")
        .mapTo(String.class)
        .list();
  }

  static Optional<Revision> find(Handle handle, String eventType, long fingerprint) {
    return handle
        .createQuery(
            """
            SELECT id, fingerprint, content, published_at
            FROM revisions
            WHERE event_type = :eventType AND fingerprint = :fingerprint
            """)
        .bind("eventType", eventType)
        .bind("fingerprint", fingerprint)
        .map((row, context) -> revision(row))
        .findOne();
  }

  static int nextRevision(Handle handle) {
    return handle
        .createQuery("SELECT coalesce(max(id), 0) + 1 FROM revisions")
        .mapTo(Integer.class)
        .one();
  }

  static void insert(Handle handle, Revision revision, String content, EdlFile file) {
    handle
        .createUpdate(
            """
            INSERT INTO revisions
                (id, event_type, fingerprint, content, source_path, source, published_at)
            VALUES (:id, :eventType, :fingerprint, :content, :sourcePath, :source, :publishedAt)
            """)
        .bind("id", revision.id())
        .bind("eventType", revision.eventType().name())
        .bind("fingerprint", revision.fingerprint())
        .bind("content", content)
        .bind("sourcePath", file.path())
        .bind("source", file.source())
        .bind("publishedAt", utc(revision.publishedAt()))
        .execute();
  }

  /** The id of an event type's latest revision. */
  static Optional<Integer> latest(Handle handle, String eventType) {
    return handle
        .createQuery(
            """
            SELECT r.id
            FROM publications p JOIN revisions r ON r.id = p.revision_id
            WHERE r.event_type = :eventType
            ORDER BY p.id DESC
            LIMIT 1
            """)
        .bind("eventType", eventType)
        .mapTo(Integer.class)
        .findOne();
  }

  static void insertPublication(Handle handle, int revisionId, Instant publishedAt) {
    handle
        .createUpdate(
            """
            INSERT INTO publications (id, revision_id, published_at)
            VALUES ((SELECT coalesce(max(id), 0) + 1 FROM publications), :revisionId, :publishedAt)
            """)
        .bind("revisionId", revisionId)
        .bind("publishedAt", utc(publishedAt))
        .execute();
  }

  static List<Registry.Publication> publicationsAfter(Handle handle, int publicationId) {
    return handle
        .createQuery(
            """
            SELECT p.id AS publication_id, r.id, r.fingerprint, r.content, r.published_at
            FROM publications p JOIN revisions r ON r.id = p.revision_id
            WHERE p.id > :publicationId
            ORDER BY p.id
            """)
        .bind("publicationId", publicationId)
        .map(
            (row, context) -> new Registry.Publication(row.getInt("publication_id"), revision(row)))
        .list();
  }

  static Optional<RevisionSource> source(Handle handle, int revisionId) {
    return handle
        .createQuery("SELECT source_path, source FROM revisions WHERE id = :id")
        .bind("id", revisionId)
        .map(
            (row, context) ->
                new RevisionSource(row.getString("source_path"), row.getString("source")))
        .findOne();
  }

  private static Revision revision(ResultSet row) throws SQLException {
    return new Revision(
        row.getInt("id"),
        row.getLong("fingerprint"),
        EventTypeJson.read(row.getString("content")),
        row.getObject("published_at", OffsetDateTime.class).toInstant());
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
