package dev.tally.storage.table;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A table as an insert sees it.
 *
 * @param columns that an insert gives, in its order; those with a default are left out
 */
public record Table(String name, List<Column> columns) {
  public Table {
    requireNonNull(name);
    columns = List.copyOf(columns);
  }

  public List<String> columnNames() {
    return columns.stream().map(Column::name).toList();
  }

  /**
   * @param type as ClickHouse names it, and as a Native block's header does
   */
  public record Column(String name, String type) {
    public Column {
      requireNonNull(name);
      requireNonNull(type);
    }
  }
}
