package dev.tally.collector.encode;

import java.io.IOException;

/** The columns received, created, revision, producer, batch, row and attempt. */
final class Origins {
  private final ByteColumn received = new ByteColumn();
  private final ByteColumn created = new ByteColumn();
  private final ByteColumn revisions = new ByteColumn();
  private final ByteColumn producers = new ByteColumn();
  private final ByteColumn batches = new ByteColumn();
  private final ByteColumn rows = new ByteColumn();
  private final ByteColumn attempts = new ByteColumn();

  void clear() {
    received.clear();
    created.clear();
    revisions.clear();
    producers.clear();
    batches.clear();
    rows.clear();
    attempts.clear();
  }

  int bytes() {
    return received.length()
        + created.length()
        + revisions.length()
        + producers.length()
        + batches.length()
        + rows.length()
        + attempts.length();
  }

  /**
   * @param createdS the minute in which the event was created, in seconds since the epoch, unsigned
   */
  void append(Origin origin, int createdS, int revision, int row) {
    received.putLong(origin.receivedMs());
    created.putInt(createdS);
    revisions.putInt(revision);
    producers.putLong(origin.producerHigh());
    producers.putLong(origin.producerLow());
    batches.putLong(origin.batchNumber());
    rows.putInt(row);
    attempts.putByte(origin.attempt());
  }

  void writeTo(NativeOutput out) throws IOException {
    out.beginColumn("received", EventColumns.TIME_TYPE);
    received.writeTo(out);
    out.beginColumn("created", ReportColumns.MINUTE_TYPE);
    created.writeTo(out);
    out.beginColumn("revision", "UInt32");
    revisions.writeTo(out);
    out.beginColumn("producer", "UUID");
    producers.writeTo(out);
    out.beginColumn("batch", "UInt64");
    batches.writeTo(out);
    out.beginColumn("row", "UInt32");
    rows.writeTo(out);
    out.beginColumn("attempt", "UInt8");
    attempts.writeTo(out);
  }
}
