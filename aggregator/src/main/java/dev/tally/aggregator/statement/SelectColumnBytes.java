package dev.tally.aggregator.statement;

import dev.tally.storage.ClickHouse;
import dev.tally.storage.table.EventsTable;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * How many bytes a raw row takes, uncompressed: the mean of one day's rows. By column, where the
 * engine says so: of small (compact) parts it knows no more than the whole.
 */
public final class SelectColumnBytes {
  private static final Pattern LITERAL = Pattern.compile("'(?:[^'\\\\]|\\\\.)*'");

  /** Stands for all columns together. */
  private static final String WHOLE = "";

  private final ClickHouse clickHouse;

  public SelectColumnBytes(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /**
   * A mean row.
   *
   * @param columns empty where only the whole is known
   * @param whole 0 where there are no rows
   */
  public record RowBytes(Map<String, Double> columns, double whole) {
    public RowBytes {
      columns = Map.copyOf(columns);
    }

    /** Of those columns that occur in a statement; the whole where columns are not known. */
    public double of(String statement) {
      return columns.isEmpty()
          ? whole
          : columnsOf(statement).stream()
              .mapToDouble(column -> columns.getOrDefault(column, 0.0))
              .sum();
    }
  }

  public RowBytes run(LocalDate day) {
    Map<String, Double> bytes = new HashMap<>();
    clickHouse
        .query(
            """
            SELECT column AS which, sum(column_data_uncompressed_bytes) AS byte_count, sum(rows) AS row_count
            FROM system.parts_columns
            WHERE database = currentDatabase() AND table = 'events' AND active
              AND part_type = 'Wide' AND partition = {day:String}
            GROUP BY which HAVING row_count > 0 AND byte_count > 0
            UNION ALL
            SELECT '' AS which, sum(data_uncompressed_bytes) AS byte_count, sum(rows) AS row_count
            FROM system.parts
            WHERE database = currentDatabase() AND table = 'events' AND active
              AND partition = {day:String}
            HAVING row_count > 0""",
            Map.of("day", day.toString()),
            row ->
                Map.entry(
                    row.string("which"), (double) row.int64("byte_count") / row.int64("row_count")))
        .forEach(entry -> bytes.put(entry.getKey(), entry.getValue()));
    double whole = bytes.getOrDefault(WHOLE, 0.0);
    bytes.remove(WHOLE);
    return new RowBytes(bytes, whole);
  }

  /** The raw table's columns that occur in a statement. */
  private static List<String> columnsOf(String statement) {
    String names = LITERAL.matcher(statement).replaceAll("''");
    return EventsTable.TABLE.columnNames().stream()
        .filter(column -> Pattern.compile("\\b" + column + "\\b").matcher(names).find())
        .toList();
  }
}
