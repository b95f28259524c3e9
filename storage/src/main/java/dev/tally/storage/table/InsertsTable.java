package dev.tally.storage.table;

import dev.tally.storage.table.Table.Column;
import java.util.List;

/** The committed inserts; {@code committed} is the engine's own clock at the insert. */
public final class InsertsTable {
  public static final Table TABLE =
      new Table(
          "inserts",
          List.of(
              new Column("collector", "LowCardinality(String)"),
              new Column("block", "UInt64"),
              new Column("event", "LowCardinality(String)"),
              new Column("rows", "UInt64"),
              new Column("time_min", "DateTime64(3, 'UTC')"),
              new Column("time_max", "DateTime64(3, 'UTC')"),
              new Column("received_min", "DateTime64(3, 'UTC')"),
              new Column("received_max", "DateTime64(3, 'UTC')")));

  private InsertsTable() {}
}
