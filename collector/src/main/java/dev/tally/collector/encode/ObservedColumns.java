package dev.tally.collector.encode;

import dev.tally.collector.observe.ObservedRow;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.function.ToLongFunction;

/** The rows of {@code observed_dimensions} as one Native block. */
public final class ObservedColumns {
  /** In the order in which {@link #write} writes them. */
  public static final List<String> NAMES =
      List.of(
          "day",
          "event",
          "dimension",
          "collector",
          "version",
          "values",
          "is_exact",
          "sketch",
          "latest",
          "revision",
          "revision_values");

  private ObservedColumns() {}

  public static void write(OutputStream stream, String collectorId, List<ObservedRow> rows)
      throws IOException {
    NativeOutput out = new NativeOutput(stream);
    out.beginBlock(NAMES.size(), rows.size());
    out.beginColumn("day", "Date");
    for (ObservedRow row : rows) {
      out.writeShort(row.key().day());
    }
    // Cast to LowCardinality by the engine: a dictionary of so few is not worth building.
    out.beginColumn("event", "String");
    for (ObservedRow row : rows) {
      out.writeString(row.key().eventType());
    }
    out.beginColumn("dimension", "String");
    for (ObservedRow row : rows) {
      out.writeString(row.key().attribute());
    }
    out.beginColumn("collector", EventColumns.LOW_CARDINALITY_TYPE);
    out.writeLowCardinality(collectorId, rows.size());
    longs(out, "version", rows, ObservedRow::version);
    longs(out, "values", rows, ObservedRow::values);
    out.beginColumn("is_exact", "UInt8");
    for (ObservedRow row : rows) {
      out.writeByte(row.isExact() ? 1 : 0);
    }
    out.beginColumn("sketch", "String");
    for (ObservedRow row : rows) {
      out.writeVarint(row.sketch().length);
      out.writeBytes(row.sketch(), 0, row.sketch().length);
    }
    latest(out, rows);
    out.beginColumn("revision", "UInt32");
    for (ObservedRow row : rows) {
      out.writeInt(row.revision());
    }
    longs(out, "revision_values", rows, ObservedRow::revisionValues);
    out.flush();
  }

  private static void longs(
      NativeOutput out, String name, List<ObservedRow> rows, ToLongFunction<ObservedRow> value)
      throws IOException {
    out.beginColumn(name, "UInt64");
    for (ObservedRow row : rows) {
      out.writeLong(value.applyAsLong(row));
    }
  }

  private static void latest(NativeOutput out, List<ObservedRow> rows) throws IOException {
    out.beginColumn("latest", "Array(String)");
    long end = 0;
    for (ObservedRow row : rows) {
      end += row.latest().size();
      out.writeLong(end);
    }
    for (ObservedRow row : rows) {
      for (String value : row.latest()) {
        out.writeString(value);
      }
    }
  }
}
