package dev.tally.collector.encode;

import dev.tally.collector.batch.Report;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** The rows of one block for {@code audit_reports}. Reused over blocks. One thread. */
final class ReportColumns {
  /** In the order in which {@link #writeTo} writes them. */
  static final List<String> NAMES =
      List.of(
          "producer",
          "event",
          "minute",
          "page",
          "sequence",
          "made",
          "received",
          "over",
          "last",
          "created",
          "acknowledged",
          "dropped",
          "drops",
          "sdk",
          "sdk_version",
          "host");

  static final String MINUTE_TYPE = "DateTime('UTC')";

  /** Memory that a row takes, roughly. */
  private static final int ROW_BYTES = 256;

  private static final long MINUTE_S = 60;
  private static final long SECONDS_MAX = 0xFFFF_FFFFL;

  private final List<Reported> rows = new ArrayList<>();

  private record Reported(Origin origin, Report report, Report.Count count) {}

  /** The minute as the engine's DateTime; the nearest that it can hold. */
  static int seconds(long minute) {
    long first = Math.clamp(minute, 0, SECONDS_MAX / MINUTE_S) * MINUTE_S;
    return (int) first;
  }

  void clear() {
    rows.clear();
  }

  int rows() {
    return rows.size();
  }

  long bytes() {
    return (long) rows.size() * ROW_BYTES;
  }

  void append(Origin origin, Report report) {
    for (Report.Count count : report.counts()) {
      rows.add(new Reported(origin, report, count));
    }
  }

  void writeTo(NativeOutput out) throws IOException {
    out.beginBlock(NAMES.size(), rows.size());
    out.beginColumn("producer", "UUID");
    for (Reported row : rows) {
      out.writeLong(row.origin.producerHigh());
      out.writeLong(row.origin.producerLow());
    }
    out.beginColumn("event", "String");
    for (Reported row : rows) {
      out.writeString(row.count.eventType());
    }
    out.beginColumn("minute", MINUTE_TYPE);
    for (Reported row : rows) {
      out.writeInt(seconds(row.count.minute()));
    }
    longs(out, "page", "UInt64", row -> row.count.page());
    longs(out, "sequence", "UInt64", row -> row.report.sequence());
    longs(out, "made", EventColumns.TIME_TYPE, row -> row.report.madeMs());
    longs(out, "received", EventColumns.TIME_TYPE, row -> row.origin.receivedMs());
    out.beginColumn("over", "UInt8");
    for (Reported row : rows) {
      out.writeByte(row.report.isOver(row.count) ? 1 : 0);
    }
    out.beginColumn("last", "UInt8");
    for (Reported row : rows) {
      out.writeByte(row.report.last() ? 1 : 0);
    }
    longs(out, "created", "UInt64", row -> row.count.created());
    longs(out, "acknowledged", "UInt64", row -> row.count.acknowledged());
    longs(out, "dropped", "UInt64", row -> row.count.dropped());
    writeDrops(out);
    texts(out, "sdk", Report.Client::sdk);
    texts(out, "sdk_version", Report.Client::sdkVersion);
    texts(out, "host", Report.Client::host);
    out.flush();
  }

  /** A map is an array of pairs: where each ends, all keys, all values. */
  private void writeDrops(NativeOutput out) throws IOException {
    out.beginColumn("drops", "Map(String, UInt64)");
    long end = 0;
    for (Reported row : rows) {
      end += row.count.drops().size();
      out.writeLong(end);
    }
    for (Reported row : rows) {
      for (String reason : row.count.drops().keySet()) {
        out.writeString(reason);
      }
    }
    for (Reported row : rows) {
      for (long events : row.count.drops().values()) {
        out.writeLong(events);
      }
    }
  }

  /** As plain text: the engine makes what the table wants of it. */
  private void texts(NativeOutput out, String name, Function<Report.Client, String> text)
      throws IOException {
    out.beginColumn(name, "String");
    for (Reported row : rows) {
      out.writeString(text.apply(row.report.client()));
    }
  }

  private void longs(NativeOutput out, String name, String type, ToLongFunction<Reported> value)
      throws IOException {
    out.beginColumn(name, type);
    for (Reported row : rows) {
      out.writeLong(value.applyAsLong(row));
    }
  }
}
