package dev.tally.collector.encode;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * A block in memory: what goes into {@code events}, {@code events_rejected}, {@code
 * rejects_replayed} and {@code inserts}. It is filled by a {@link BlockEncoder}, written as often
 * as an insert needs tries, and used again for another block. One thread at a time.
 */
public final class EventBlock {
  /** Columns of each table, in the order in which they are written. */
  public static final List<String> EVENTS_COLUMNS = EventColumns.NAMES;

  public static final List<String> REJECTED_COLUMNS = RejectedColumns.NAMES;
  public static final List<String> REPLAYED_COLUMNS = ReplayedColumns.NAMES;
  public static final List<String> INSERTS_COLUMNS = InsertColumns.NAMES;
  public static final List<String> RECEIVED_COLUMNS = ReceivedColumns.NAMES;
  public static final List<String> REPORTS_COLUMNS = ReportColumns.NAMES;

  final EventColumns events;
  final RejectedColumns rejected;
  final ReplayedColumns replayed;
  final Rejections rejections = new Rejections();
  final InsertColumns inserts = new InsertColumns();
  final ReceivedColumns received = new ReceivedColumns();
  final ReportColumns reports = new ReportColumns();

  /**
   * @param seed secret, for the hashes of what producers send
   */
  public EventBlock(long seed) {
    events = new EventColumns(seed);
    rejected = new RejectedColumns(seed);
    replayed = new ReplayedColumns(seed);
  }

  void begin(long generation) {
    events.begin(generation);
    rejected.clear();
    replayed.clear();
    rejections.clear();
    inserts.clear();
    received.clear();
    reports.clear();
  }

  /** Rows for {@code events}. */
  public int stored() {
    return events.rows();
  }

  /** Events that are not stored: rows for {@code events_rejected}, and rejected again. */
  public int rejected() {
    return rejections.total();
  }

  public Rejections rejections() {
    return rejections;
  }

  /** Rows for {@code events_rejected}. */
  public int rejectedRows() {
    return rejected.rows();
  }

  /** Rows for {@code audit_received}. */
  public int received() {
    return received.rows();
  }

  /** Rows for {@code audit_reports}. */
  public int reports() {
    return reports.rows();
  }

  /** Events that are in no row for {@code audit_received}: it has too many. */
  public long uncounted() {
    return received.uncounted();
  }

  /** Rows for {@code rejects_replayed}. */
  public int replayedRows() {
    return replayed.rows();
  }

  /** Memory that its values take. */
  public long bytes() {
    return events.bytes()
        + rejected.bytes()
        + replayed.bytes()
        + received.bytes()
        + reports.bytes();
  }

  public void writeEvents(OutputStream out, String collectorId, long block) throws IOException {
    events.writeTo(new NativeOutput(out), collectorId, block);
  }

  public void writeRejected(OutputStream out, String collectorId, long block) throws IOException {
    rejected.writeTo(new NativeOutput(out), collectorId, block);
  }

  public void writeReplayed(OutputStream out, String collectorId, long block) throws IOException {
    replayed.writeTo(new NativeOutput(out), collectorId, block);
  }

  public void writeInserts(OutputStream out, String collectorId, long block) throws IOException {
    inserts.writeTo(new NativeOutput(out), collectorId, block, events.eventTypes());
  }

  public void writeReceived(OutputStream out, String collectorId) throws IOException {
    received.writeTo(new NativeOutput(out), collectorId);
  }

  public void writeReports(OutputStream out) throws IOException {
    reports.writeTo(new NativeOutput(out));
  }
}
