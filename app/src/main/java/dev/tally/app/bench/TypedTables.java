package dev.tally.app.bench;

import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.AttributeType;
import dev.tally.edl.model.EventType;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.view.EventViews;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What somebody without Tally would make: one table per event type, a column per attribute. */
final class TypedTables {
  private final ClickHouse clickHouse;
  private final List<EventType> eventTypes;

  TypedTables(ClickHouse clickHouse, List<EventType> eventTypes) {
    this.clickHouse = clickHouse;
    this.eventTypes = eventTypes;
  }

  List<EventType> eventTypes() {
    return eventTypes;
  }

  static String name(EventType eventType) {
    return "typed_" + EventViews.name(eventType);
  }

  static List<String> columns(EventType eventType) {
    return eventType.attributes().stream().map(Attribute::name).toList();
  }

  void create() {
    for (EventType eventType : eventTypes) {
      String columns =
          eventType.attributes().stream()
              .map(attribute -> attribute.name() + " " + type(attribute))
              .collect(Collectors.joining(", "));
      clickHouse.execute(
          "CREATE OR REPLACE TABLE %s (%s) ENGINE = MergeTree ORDER BY time SETTINGS %s"
              .formatted(
                  name(eventType),
                  columns,
                  "fsync_after_insert = 1, fsync_part_directory = 1,"
                      + " non_replicated_deduplication_window = 100000"));
    }
  }

  private static String type(Attribute attribute) {
    if (attribute.eventTime()) {
      return "DateTime64(3, 'UTC')";
    }
    if (attribute.type() == AttributeType.BOOL) {
      return "Bool";
    }
    return switch (attribute.kind()) {
      case DIM -> "LowCardinality(String)";
      case STR -> "String";
      case INT -> "Int64";
      case NUM -> "Float64";
    };
  }

  /** Events of a type as they are stored, in blocks of the engine's Native format. */
  byte[] nativeRows(EventType eventType, long limit, long offset) {
    String columns =
        eventType.attributes().stream()
            .map(
                attribute ->
                    "assumeNotNull(%s)::%s AS `%s`"
                        .formatted(attribute.name(), type(attribute), attribute.name()))
            .collect(Collectors.joining(", "));
    String sql =
        "SELECT %s FROM %s.%s ORDER BY time, user_id LIMIT %d OFFSET %d"
            .formatted(
                columns,
                clickHouse.endpoint().viewsDatabase(),
                EventViews.name(eventType),
                limit,
                offset);
    return clickHouse.read(
        sql, Map.of(), LargeBlocks.SETTINGS, "Native", InputStream::readAllBytes);
  }

  /** Every stored event into the typed tables, for what they take on disk. */
  void fill() {
    for (EventType eventType : eventTypes) {
      String columns =
          eventType.attributes().stream()
              .map(attribute -> "assumeNotNull(" + attribute.name() + ")")
              .collect(Collectors.joining(", "));
      clickHouse.execute(
          "INSERT INTO %s SELECT %s FROM %s.%s"
              .formatted(
                  name(eventType),
                  columns,
                  clickHouse.endpoint().viewsDatabase(),
                  EventViews.name(eventType)));
    }
  }

  /** Bytes on disk per row, merged. */
  double bytesPerRow() {
    List<String> tables = new ArrayList<>();
    eventTypes.forEach(eventType -> tables.add(name(eventType)));
    return DiskBytes.perRow(clickHouse, tables);
  }
}
