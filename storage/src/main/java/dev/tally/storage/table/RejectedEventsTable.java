package dev.tally.storage.table;

import dev.tally.storage.table.Table.Column;
import java.util.List;

/** Events that could not be stored as what they claim to be. */
public final class RejectedEventsTable {
  public static final Table TABLE =
      new Table(
          "events_rejected",
          List.of(
              new Column("event", "String"),
              new Column("received", "DateTime64(3, 'UTC')"),
              new Column("code", "LowCardinality(String)"),
              new Column("reason", "String"),
              new Column("attribute", "String"),
              new Column("payload", "String"),
              new Column("fingerprint", "UInt64"),
              new Column("sent_ms", "Int64"),
              new Column("revision", "UInt32"),
              new Column("producer", "UUID"),
              new Column("batch", "UInt64"),
              new Column("row", "UInt32"),
              new Column("attempt", "UInt8"),
              new Column("collector", "LowCardinality(String)"),
              new Column("block", "UInt64")));

  private RejectedEventsTable() {}
}
