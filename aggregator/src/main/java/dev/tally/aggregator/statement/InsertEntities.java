package dev.tally.aggregator.statement;

import dev.tally.edl.model.Entity;
import dev.tally.edl.model.EventType;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.Sql;
import dev.tally.storage.table.EntitiesTable;
import dev.tally.storage.view.EntitySql;
import dev.tally.storage.view.EventOrder;
import dev.tally.storage.view.UniqueEvents;
import java.util.List;
import java.util.Map;

/**
 * Of some raw rows of an event type, the latest of each entity, into {@code entities}. Needs no
 * token: of what is there twice one counts.
 *
 * <p>In two passes: one over the key and what orders events, and one that takes the rest of the
 * rows that were found. An {@code argMax} of whole rows copies each that is later than the one
 * before, which in a stream is nearly every row.
 */
public final class InsertEntities {
  private final ClickHouse clickHouse;

  public InsertEntities(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /**
   * @param condition which rows of {@code events}, all of the event type
   */
  public void run(EventType type, String condition) {
    Entity entity = type.entity().orElseThrow();
    clickHouse.execute(
        """
        INSERT INTO %1$s (event, entity_key, entity, version, %2$s)
        SELECT event, %3$s, %4$s, %5$s, %2$s
        FROM events
        WHERE %6$s AND (%4$s, %5$s) IN (
          SELECT %4$s AS thing, max(%5$s) AS latest FROM events WHERE %6$s GROUP BY thing)"""
            .formatted(
                EntitiesTable.NAME,
                String.join(", ", EntitiesTable.COPIED),
                Sql.literal(entity.name()),
                EntitySql.entity(type, entity),
                EventOrder.SQL,
                condition),
        Map.of(),
        Statements.LARGE);
  }

  /**
   * All rows of the event type that are there, a day of receipt after the other.
   *
   * @param covered which blocks
   */
  public void history(EventType type, String covered) {
    String event = "event = " + Sql.literal(type.name());
    List<String> days =
        clickHouse.query(
            "SELECT DISTINCT toString(toDate(received)) AS day FROM events WHERE %s AND %s ORDER BY day"
                .formatted(event, covered),
            Map.of(),
            row -> row.string("day"));
    String counted = String.join(") OR (", UniqueEvents.conditions("events", event));
    for (String day : days) {
      run(
          type,
          "%s AND %s AND toDate(received) = '%s' AND ((%s))"
              .formatted(event, covered, day, counted));
    }
  }
}
