package dev.tally.sdk;

/** A BatchAck of ingest.proto. Fields that a newer collector may add are passed over. */
final class BatchAck {
  private static final int NUMBER = 1 << 3;
  private static final int SHED = 2 << 3;
  private static final int BEST_EFFORT_PAUSE_MS = 3 << 3;

  private final byte[] in;
  private int at;
  private long number;
  private long shed;
  private long bestEffortPauseMs;

  private BatchAck(byte[] in) {
    this.in = in;
  }

  /**
   * @throws IllegalArgumentException when it is no protobuf message
   */
  static BatchAck read(byte[] message) {
    BatchAck ack = new BatchAck(message);
    ack.read();
    return ack;
  }

  /** The acknowledged number; 0 when the message has none. */
  long number() {
    return number;
  }

  /** Events of the batch that the collector dropped: all of its best-effort ones, or 0. */
  long shed() {
    return shed;
  }

  /** So long best-effort events are better not sent; 0 when they are welcome. */
  long bestEffortPauseMs() {
    return bestEffortPauseMs;
  }

  private void read() {
    while (at < in.length) {
      long tag = varint();
      if (tag == NUMBER) {
        number = varint();
      } else if (tag == SHED) {
        shed = varint();
      } else if (tag == BEST_EFFORT_PAUSE_MS) {
        bestEffortPauseMs = varint();
      } else {
        skip((int) (tag & 7));
      }
    }
  }

  private void skip(int wireType) {
    switch (wireType) {
      case 0 -> varint();
      case 1 -> forward(8);
      case 2 -> forward(varint());
      case 5 -> forward(4);
      default -> throw new IllegalArgumentException("wire type " + wireType);
    }
  }

  private void forward(long bytes) {
    if (bytes < 0 || bytes > in.length - at) {
      throw new IllegalArgumentException("cut off");
    }
    at += (int) bytes;
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (at == in.length) {
        throw new IllegalArgumentException("cut off");
      }
      byte b = in[at++];
      value |= (long) (b & 0x7F) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("varint of more than ten bytes");
  }
}
