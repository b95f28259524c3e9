package dev.tally.storage.view;

import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.Entity;
import dev.tally.edl.model.EventType;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.Endpoint;
import dev.tally.storage.Sql;
import dev.tally.storage.table.EntitiesTable;
import dev.tally.storage.table.EventsTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The typed views, one per event type: {@code events.shop_Registration}. Each has the row's own
 * columns and then the attributes of the revision that was published, in its order; a map is one
 * column. Rows of other revisions show what they have of these. Where events tell the state of
 * entities, a second view of the same columns has a row per entity: {@code
 * events.shop_Registration_entities}.
 */
public final class EventViews {
  private static final String ENTITIES = "_entities";

  private final ClickHouse clickHouse;

  public EventViews(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /** The view's name in the views database: the event type's, its dots as underscores. */
  public static String name(EventType eventType) {
    return eventType.name().replace('.', '_');
  }

  /** The view of its entities. */
  public static String entitiesName(EventType eventType) {
    return name(eventType) + ENTITIES;
  }

  /** The columns of the view, and of that of its entities: types by name, in their order. */
  public static SequencedMap<String, String> columns(EventType eventType) {
    SequencedMap<String, String> types = new LinkedHashMap<>();
    ViewColumn.of(eventType).forEach(column -> types.put(column.name(), column.type()));
    return types;
  }

  /** The column that shows an attribute; both halves of a map are in one. */
  public static String column(Attribute attribute) {
    return ViewColumn.name(attribute);
  }

  /**
   * Creates the views, or replaces them; that of entities is dropped where there are none any more.
   *
   * @throws TallyException EDL_NAME_CONFLICT when another event type has a view of that name
   */
  public void publish(EventType eventType) {
    checkOwner(eventType, name(eventType));
    clickHouse.execute(sql(eventType, clickHouse.endpoint()));
    String entities = entitiesName(eventType);
    Optional<Entity> entity = eventType.entity();
    if (entity.isPresent()) {
      checkOwner(eventType, entities);
      clickHouse.execute(entitiesSql(eventType, entity.get(), clickHouse.endpoint()));
    } else if (owners(entities).contains(eventType.name())) {
      clickHouse.execute(
          "DROP VIEW IF EXISTS %s.%s"
              .formatted(
                  Sql.identifier(clickHouse.endpoint().viewsDatabase()), Sql.identifier(entities)));
    }
  }

  private void checkOwner(EventType eventType, String view) {
    for (String owner : owners(view)) {
      if (!owner.equals(eventType.name())) {
        throw new TallyException(
            ErrorCode.EDL_NAME_CONFLICT,
            "event type %s needs the view %s, which belongs to %s: rename one of them"
                .formatted(eventType.name(), view, owner.isEmpty() ? "somebody else" : owner));
      }
    }
  }

  /** A view's comment names the event type that it belongs to. At most one. */
  private List<String> owners(String view) {
    return clickHouse
        .query(
            """
            SELECT comment FROM system.tables
            WHERE database = {database:String} AND name = {name:String}
            """,
            Map.of("database", clickHouse.endpoint().viewsDatabase(), "name", view),
            row -> row.string("comment"))
        .stream()
        .map(comment -> comment.lines().findFirst().orElse(""))
        .toList();
  }

  /** The inner names can't collide with columns of the raw table, as attributes' names may. */
  static String sql(EventType eventType, Endpoint endpoint) {
    List<ViewColumn> columns = ViewColumn.of(eventType);
    String table = Sql.identifier(endpoint.database()) + "." + EventsTable.TABLE.name();
    String scope = "event = " + Sql.literal(eventType.name());
    String expressions = lines(columns, (i, column) -> column.expression() + " AS c" + i);
    String rows =
        eventType.dedupKey().isEmpty()
            ? unique(expressions, table, scope)
            : LatestEvents.select(
                LatestEvents.key(eventType),
                IntStream.range(0, columns.size())
                    .mapToObj(i -> columns.get(i).expression() + " AS c" + i)
                    .toList(),
                table,
                scope);
    return view(eventType, name(eventType), columns, rows, endpoint);
  }

  private static String entitiesSql(EventType eventType, Entity entity, Endpoint endpoint) {
    List<ViewColumn> columns = ViewColumn.of(eventType);
    String rows =
        "SELECT\n%s\nFROM %s.%s FINAL\nWHERE %s"
            .formatted(
                lines(columns, (i, column) -> column.expression() + " AS c" + i),
                Sql.identifier(endpoint.database()),
                EntitiesTable.NAME,
                EntitySql.isThere(eventType, entity));
    return view(eventType, entitiesName(eventType), columns, rows, endpoint);
  }

  /**
   * @param rows a SELECT of {@code c0}, {@code c1} …
   */
  private static String view(
      EventType eventType, String name, List<ViewColumn> columns, String rows, Endpoint endpoint) {
    return """
        CREATE OR REPLACE VIEW %s.%s
        (
        %s
        )
        AS SELECT
        %s
        FROM
        (
        %s
        )
        COMMENT %s
        """
        .formatted(
            Sql.identifier(endpoint.viewsDatabase()),
            Sql.identifier(name),
            lines(columns, (i, column) -> column.declaration()),
            lines(columns, (i, column) -> "c" + i + " AS " + Sql.identifier(column.name())),
            rows,
            Sql.literal(eventType.name() + "\n" + eventType.description()));
  }

  private static String unique(String expressions, String table, String scope) {
    return UniqueEvents.conditions(table, scope).stream()
        .map(
            condition ->
                "SELECT\n%s\nFROM %s\nWHERE %s AND %s"
                    .formatted(expressions, table, scope, condition))
        .collect(Collectors.joining("\nUNION ALL\n"));
  }

  private static String lines(
      List<ViewColumn> columns, BiFunction<Integer, ViewColumn, String> line) {
    return IntStream.range(0, columns.size())
        .mapToObj(i -> "    " + line.apply(i, columns.get(i)))
        .collect(Collectors.joining(",\n"));
  }
}
