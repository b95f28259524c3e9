package dev.tally.edl.registry;

import dev.tally.edl.audit.Turn;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The statements over deprecations. */
final class DeprecationTables {
  private DeprecationTables() {}

  static List<Deprecation> list(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT event_type, reason, successor, actor, deprecated_at
            FROM deprecations
            ORDER BY event_type
            """)
        .map(
            (row, context) ->
                new Deprecation(
                    row.getString("event_type"),
                    row.getString("reason"),
                    Optional.ofNullable(row.getString("successor")),
                    row.getString("actor"),
                    row.getObject("deprecated_at", OffsetDateTime.class).toInstant()))
        .list();
  }

  static int delete(Handle handle, String eventType) {
    return handle
        .createUpdate("DELETE FROM deprecations WHERE event_type = :eventType")
        .bind("eventType", eventType)
        .execute();
  }

  static void insert(Turn turn, Deprecation deprecation) {
    turn.handle()
        .createUpdate(
            """
            INSERT INTO deprecations (event_type, reason, successor, actor, deprecated_at)
            VALUES (:eventType, :reason, :successor, :actor, :now)
            """)
        .bind("eventType", deprecation.eventType())
        .bind("reason", deprecation.reason())
        .bind("successor", deprecation.successor().orElse(null))
        .bind("actor", deprecation.actor())
        .bind("now", turn.nowUtc())
        .execute();
  }
}
