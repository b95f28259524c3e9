package dev.tally.storage.view;

import static java.util.Objects.requireNonNull;

import dev.tally.edl.model.Entity;
import dev.tally.edl.model.EventType;
import dev.tally.storage.Sql;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Entities in SQL. What a row of {@code entities} says is computed when it is read, by the event
 * type as it is declared now: its columns have the names of the raw table's, and mean the same.
 */
public final class EntitySql {
  /** An attribute, or a map, as {@link EventViews} names and types it. */
  public record Value(String name, String expression) {
    public Value {
      requireNonNull(name);
      requireNonNull(expression);
    }
  }

  private EntitySql() {}

  /** What an event tells the state of: Array(String), over the columns of the raw table. */
  public static String entity(EventType eventType, Entity entity) {
    return eventType.attributesOf(entity).stream()
        .map(attribute -> "CAST(ifNull(" + AttributeSql.text(attribute) + ", ''), 'String')")
        .collect(Collectors.joining(", ", "[", "]"));
  }

  /** Which rows, after FINAL, are of entities that are there. */
  public static String isThere(EventType eventType, Entity entity) {
    String scope =
        "event = %s AND entity_key = %s"
            .formatted(Sql.literal(eventType.name()), Sql.literal(entity.name()));
    return entity
        .deleted()
        .map(deleted -> scope + " AND NOT (" + FilterSql.condition(eventType, deleted) + ")")
        .orElse(scope);
  }

  /** Attributes and maps, in the order of the event type. */
  public static List<Value> values(EventType eventType) {
    return ViewColumn.attributes(eventType).stream()
        .map(column -> new Value(column.name(), column.expression()))
        .toList();
  }
}
