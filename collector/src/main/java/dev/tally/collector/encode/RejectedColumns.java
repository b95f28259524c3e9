package dev.tally.collector.encode;

import java.io.IOException;
import java.util.List;

/** The rows of one block for {@code events_rejected}. Reused over blocks. One thread. */
final class RejectedColumns {
  /** In the order in which {@link #writeTo} writes them. */
  static final List<String> NAMES =
      List.of(
          "event",
          "code",
          "reason",
          "attribute",
          "payload",
          "fingerprint",
          "sent_ms",
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
  private final ByteColumn payloads = new ByteColumn();
  private final ByteColumn fingerprints = new ByteColumn();
  private final ByteColumn sentMs = new ByteColumn();
  private final Origins origins = new Origins();
  private int rows;

  RejectedColumns(long seed) {
    reasons = new ReasonColumns(seed);
  }

  void clear() {
    reasons.clear();
    payloads.clear();
    fingerprints.clear();
    sentMs.clear();
    origins.clear();
    rows = 0;
  }

  int rows() {
    return rows;
  }

  long bytes() {
    return reasons.bytes()
        + payloads.length()
        + fingerprints.length()
        + sentMs.length()
        + origins.bytes();
  }

  /**
   * @param fingerprint that the producer named its revision by
   * @param otherTimeMs the event's time where its payload does not say; 0 for none
   */
  void append(
      String event,
      EventRejection rejection,
      Origin origin,
      int createdS,
      int revision,
      int row,
      long fingerprint,
      long otherTimeMs,
      byte[] payload,
      int offset,
      int length) {
    reasons.append(event, rejection);
    payloads.putString(payload, offset, length);
    fingerprints.putLong(fingerprint);
    sentMs.putLong(otherTimeMs);
    origins.append(origin, createdS, revision, row);
    rows++;
  }

  void writeTo(NativeOutput out, String collectorId, long block) throws IOException {
    out.beginBlock(NAMES.size(), rows);
    reasons.writeTo(out);
    out.beginColumn("payload", "String");
    payloads.writeTo(out);
    out.beginColumn("fingerprint", "UInt64");
    fingerprints.writeTo(out);
    out.beginColumn("sent_ms", "Int64");
    sentMs.writeTo(out);
    origins.writeTo(out);
    out.beginColumn("collector", EventColumns.LOW_CARDINALITY_TYPE);
    out.writeLowCardinality(collectorId, rows);
    out.beginColumn("block", "UInt64");
    out.writeLongs(block, rows);
    out.flush();
  }
}
