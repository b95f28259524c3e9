package dev.tally.storage.view;

import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.ValueKind;
import dev.tally.storage.Sql;
import dev.tally.storage.table.EventsTable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Which rows of the raw table count where an event type has upsert keys: of those with equal key
 * and time the last one. Of one producer's rows that is the one it sent last, by batch and row; of
 * several producers' last rows the one received last, and of copies of a row the first attempt says
 * when that was. So a batch that was sent again overtakes nothing.
 *
 * <p>By LIMIT BY, in the order of the table: it streams, in little memory, and a condition on time
 * gets through to the primary key. {@code argMax} over groups cost fifty times as much.
 */
public final class LatestEvents {
  private LatestEvents() {}

  /** The values of the key, as they are stored: SQL over the columns of the raw table. */
  public static List<String> key(EventType eventType) {
    return eventType.dedupAttributes().stream().map(LatestEvents::stored).toList();
  }

  private static String stored(Attribute attribute) {
    ValueKind kind = attribute.kind();
    return "if(%s, %s[indexOf(%s, %s)], NULL)"
        .formatted(
            AttributeSql.isSet(attribute),
            EventsTable.valuesColumn(kind),
            EventsTable.namesColumn(kind),
            Sql.literal(attribute.name()));
  }

  /**
   * A SELECT of the rows that count among those that fulfill a condition.
   *
   * @param key see {@link #key}; not empty
   * @param columns each {@code expression AS name}
   * @param table the raw table, qualified where the database is another
   * @param condition holds for all rows of equal key and time that are to be compared
   */
  public static String select(
      List<String> key, List<String> columns, String table, String condition) {
    List<String> inner = new ArrayList<>();
    inner.add("time AS upsert_time");
    IntStream.range(0, key.size()).forEach(i -> inner.add(key.get(i) + " AS upsert_key" + i));
    inner.add("producer AS upsert_producer");
    inner.add("received AS upsert_received");
    List<String> outer = new ArrayList<>();
    for (String column : columns) {
      String name = column.substring(column.lastIndexOf(' ') + 1);
      if (column.equals("time AS " + name)) {
        // The very column that LIMIT BY takes: a condition on any other stays outside.
        outer.add("upsert_time AS " + name);
      } else {
        inner.add(column);
        outer.add(name);
      }
    }
    String keys =
        IntStream.range(0, key.size())
            .mapToObj(i -> "upsert_key" + i)
            .collect(Collectors.joining(", ", "upsert_time, ", ""));
    return """
        SELECT %1$s
        FROM
        (
            SELECT
            %2$s
            FROM %3$s
            WHERE %4$s
            ORDER BY %5$s, upsert_producer, batch DESC, row DESC, attempt, collector, block
            LIMIT 1 BY %5$s, upsert_producer
        )
        ORDER BY %5$s, upsert_received DESC, upsert_producer
        LIMIT 1 BY %5$s"""
        .formatted(String.join(", ", outer), String.join(",\n    ", inner), table, condition, keys);
  }
}
