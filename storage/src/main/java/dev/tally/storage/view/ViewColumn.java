package dev.tally.storage.view;

import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Shape;
import dev.tally.storage.Sql;
import dev.tally.storage.table.EventsTable;
import dev.tally.storage.table.Table;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A column of an event type's view.
 *
 * @param expression over the columns of the raw table
 */
record ViewColumn(String name, String type, String expression, String comment) {
  /** A row's own. One whose name an attribute takes gets an underscore in front. */
  private static final Set<String> ROW_COLUMNS =
      Set.of("time", "received", "revision", "producer", "batch", "row", "attempt");

  private static final String KEY_SUFFIX = ".key";
  private static final String VALUE_SUFFIX = ".value";

  /** The row's own columns, then the attributes. */
  static List<ViewColumn> of(EventType eventType) {
    List<ViewColumn> attributes = attributes(eventType);
    Set<String> taken = new HashSet<>();
    attributes.forEach(column -> taken.add(column.name()));
    List<ViewColumn> columns = new ArrayList<>();
    for (Table.Column column : EventsTable.TABLE.columns()) {
      if (ROW_COLUMNS.contains(column.name())) {
        String name = column.name();
        while (!taken.add(name)) {
          name = "_" + name;
        }
        columns.add(new ViewColumn(name, column.type(), column.name(), ""));
      }
    }
    columns.addAll(attributes);
    return columns;
  }

  String declaration() {
    return "%s %s COMMENT %s".formatted(Sql.identifier(name), type, Sql.literal(comment));
  }

  /** But for an event time that is called as the row's own column for it. */
  static List<ViewColumn> attributes(EventType eventType) {
    List<ViewColumn> columns = new ArrayList<>();
    for (Attribute attribute : eventType.attributes()) {
      boolean isRowTime = attribute.eventTime() && attribute.name().equals("time");
      if (!isRowTime) {
        switch (attribute.shape()) {
          case SINGULAR, REPEATED -> columns.add(of(attribute));
          case MAP_KEY -> columns.add(map(attribute, valueOf(eventType, attribute)));
          case MAP_VALUE -> {} // with its key
        }
      }
    }
    return columns;
  }

  private static ViewColumn of(Attribute attribute) {
    return new ViewColumn(
        attribute.name(),
        AttributeSql.type(attribute),
        AttributeSql.expression(attribute),
        comment(attribute));
  }

  /** Keys and values that are not as many would fail every query; so the keys decide. */
  private static ViewColumn map(Attribute key, Attribute value) {
    String keys = AttributeSql.expression(key);
    return new ViewColumn(
        mapName(key),
        "Map(%s, %s)".formatted(AttributeSql.elementType(key), AttributeSql.elementType(value)),
        "mapFromArrays(%1$s, arrayResize(%2$s, length(%1$s)))"
            .formatted(keys, AttributeSql.expression(value)),
        comment(value));
  }

  private static Attribute valueOf(EventType eventType, Attribute key) {
    String name = mapName(key) + VALUE_SUFFIX;
    return eventType
        .attribute(name)
        .filter(attribute -> attribute.shape() == Shape.MAP_VALUE)
        .orElseThrow(() -> new IllegalArgumentException(key.name() + " has no " + name));
  }

  /** Of the column that shows an attribute. */
  static String name(Attribute attribute) {
    return switch (attribute.shape()) {
      case SINGULAR, REPEATED -> attribute.name();
      case MAP_KEY -> mapName(attribute);
      case MAP_VALUE ->
          attribute.name().substring(0, attribute.name().length() - VALUE_SUFFIX.length());
    };
  }

  private static String mapName(Attribute key) {
    return key.name().substring(0, key.name().length() - KEY_SUFFIX.length());
  }

  private static String comment(Attribute attribute) {
    StringBuilder comment = new StringBuilder();
    if (attribute.deprecated()) {
      comment.append("Deprecated. ");
    }
    comment.append(attribute.description());
    if (!attribute.unit().isEmpty()) {
      comment.append(" (in ").append(attribute.unit()).append(")");
    }
    return comment.toString().strip();
  }
}
