package dev.tally.storage.table;

import dev.tally.edl.model.ValueKind;
import dev.tally.storage.table.Table.Column;
import java.util.List;

/** The raw table. */
public final class EventsTable {
  public static final Table TABLE =
      new Table(
          "events",
          List.of(
              new Column("event", "LowCardinality(String)"),
              new Column("time", "DateTime64(3, 'UTC')"),
              new Column("received", "DateTime64(3, 'UTC')"),
              new Column("revision", "UInt32"),
              new Column("producer", "UUID"),
              new Column("batch", "UInt64"),
              new Column("row", "UInt32"),
              new Column("attempt", "UInt8"),
              new Column("collector", "LowCardinality(String)"),
              new Column("block", "UInt64"),
              new Column("expires", "Date"),
              new Column("dim_names", "Array(LowCardinality(String))"),
              new Column("dim_values", "Array(LowCardinality(String))"),
              new Column("str_names", "Array(LowCardinality(String))"),
              new Column("str_values", "Array(String)"),
              new Column("int_names", "Array(LowCardinality(String))"),
              new Column("int_values", "Array(Int64)"),
              new Column("num_names", "Array(LowCardinality(String))"),
              new Column("num_values", "Array(Float64)")));

  private EventsTable() {}

  /** The column of attribute names of one kind of value. */
  public static String namesColumn(ValueKind kind) {
    return prefix(kind) + "_names";
  }

  /** The column of values of one kind, parallel to {@link #namesColumn}. */
  public static String valuesColumn(ValueKind kind) {
    return prefix(kind) + "_values";
  }

  private static String prefix(ValueKind kind) {
    return switch (kind) {
      case DIM -> "dim";
      case STR -> "str";
      case INT -> "int";
      case NUM -> "num";
    };
  }
}
