package dev.tally.edl.registry;

import dev.tally.edl.audit.Turn;
import dev.tally.edl.model.Revision;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
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

  static void insert(Handle handle, Revision revision, DraftRevision draft, String source) {
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
        .bind("content", draft.content())
        .bind("sourcePath", draft.path())
        .bind("source", source)
        .bind("publishedAt", revision.publishedAt().atOffset(ZoneOffset.UTC))
        .execute();
  }

  static Optional<String> content(Handle handle, String eventType, long fingerprint) {
    return handle
        .createQuery(
            "SELECT content FROM revisions WHERE event_type = :type AND fingerprint = :fingerprint")
        .bind("type", eventType)
        .bind("fingerprint", fingerprint)
        .mapTo(String.class)
        .findOne();
  }

  /** Names of event types of which something is merged and not published. */
  static List<String> unpublishedTypes(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT DISTINCT t.event_type
            FROM commit_types t JOIN commits c ON c.id = t.commit_id
            WHERE c.published_at IS NULL AND t.fingerprint IS NOT NULL
            """)
        .mapTo(String.class)
        .list();
  }

  /** The id of an event type's latest revision at a stage. */
  static Optional<Integer> latest(Handle handle, String eventType, Stage stage) {
    return handle
        .createQuery(
            """
            SELECT r.id
            FROM publications p JOIN revisions r ON r.id = p.revision_id
            WHERE r.event_type = :eventType AND p.stage IN (<stages>)
            ORDER BY p.id DESC
            LIMIT 1
            """)
        .bind("eventType", eventType)
        .bindList("stages", seenAt(stage))
        .mapTo(Integer.class)
        .findOne();
  }

  /** The id of each event type's latest revision at a stage, by name. */
  static Map<String, Integer> latest(Handle handle, Stage stage) {
    Map<String, Integer> latest = new TreeMap<>();
    handle
        .createQuery(
            """
            SELECT r.event_type, r.id
            FROM publications p
                JOIN revisions r ON r.id = p.revision_id
                JOIN (SELECT max(p2.id) AS id
                      FROM publications p2 JOIN revisions r2 ON r2.id = p2.revision_id
                      WHERE p2.stage IN (<stages>)
                      GROUP BY r2.event_type) last ON last.id = p.id
            """)
        .bindList("stages", seenAt(stage))
        .map((row, context) -> Map.entry(row.getString("event_type"), row.getInt("id")))
        .forEach(entry -> latest.put(entry.getKey(), entry.getValue()));
    return latest;
  }

  private static List<String> seenAt(Stage stage) {
    return Stream.of(Stage.values()).filter(s -> s.isSeenAt(stage)).map(Stage::name).toList();
  }

  static void insertPublication(Turn turn, int revisionId, Stage stage) {
    turn.handle()
        .createUpdate(
            """
            INSERT INTO publications (id, revision_id, published_at, stage)
            VALUES ((SELECT coalesce(max(id), 0) + 1 FROM publications),
                :revisionId, :publishedAt, :stage)
            """)
        .bind("revisionId", revisionId)
        .bind("publishedAt", turn.nowUtc())
        .bind("stage", stage.name())
        .execute();
  }

  static List<Registry.Publication> publicationsAfter(Handle handle, int publicationId) {
    return handle
        .createQuery(
            """
            SELECT p.id AS publication_id, p.stage, r.id, r.fingerprint, r.content, r.published_at
            FROM publications p JOIN revisions r ON r.id = p.revision_id
            WHERE p.id > :publicationId
            ORDER BY p.id
            """)
        .bind("publicationId", publicationId)
        .map(
            (row, context) ->
                new Registry.Publication(
                    row.getInt("publication_id"),
                    revision(row),
                    Stage.valueOf(row.getString("stage"))))
        .list();
  }

  static Optional<Revision> find(Handle handle, int id) {
    return handle
        .createQuery("SELECT id, fingerprint, content, published_at FROM revisions WHERE id = :id")
        .bind("id", id)
        .map((row, context) -> revision(row))
        .findOne();
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
}
