package dev.tally.collector.encode;

import java.io.IOException;
import java.util.List;

/** The rows of one block for {@code rejects_replayed}. Reused over blocks. One thread. */
final class ReplayedColumns {
  /** In the order in which {@link #writeTo} writes them. */
  static final List<String> NAMES =
      List.of(
          "event",
          "code",
          "reason",
          "attribute",
          "received",
          "created",
          "revision",
          "producer",
          "batch",
          "row",
          "attempt",
          "collector",
          "block");

  private final ReasonColumns reasons;
  private final Origins origins = new Origins();
  private int rows;

  ReplayedColumns(long seed) {
    reasons = new ReasonColumns(seed);
  }

  void clear() {
    reasons.clear();
    origins.clear();
    rows = 0;
  }

  int rows() {
    return rows;
  }

  long bytes() {
    return reasons.bytes() + origins.bytes();
  }

  void stored(String event, Origin origin, int createdS, int revision, int row) {
    reasons.appendNone(event);
    origins.append(origin, createdS, revision, row);
    rows++;
  }

  void rejected(
      String event, EventRejection rejection, Origin origin, int createdS, int revision, int row) {
    reasons.append(event, rejection);
    origins.append(origin, createdS, revision, row);
    rows++;
  }

  void writeTo(NativeOutput out, String collectorId, long block) throws IOException {
    out.beginBlock(NAMES.size(), rows);
    reasons.writeTo(out);
    origins.writeTo(out);
    out.beginColumn("collector", EventColumns.LOW_CARDINALITY_TYPE);
    out.writeLowCardinality(collectorId, rows);
    out.beginColumn("block", "UInt64");
    out.writeLongs(block, rows);
    out.flush();
  }
}
