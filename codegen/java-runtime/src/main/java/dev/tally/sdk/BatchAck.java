package dev.tally.sdk;

/** Reads a BatchAck of ingest.proto. Fields that a newer collector may add are passed over. */
final class BatchAck {
  private final byte[] in;
  private int at;

  private BatchAck(byte[] in) {
    this.in = in;
  }

  /**
   * The acknowledged number; 0 when the message has none.
   *
   * @throws IllegalArgumentException when it is no protobuf message
   */
  static long number(byte[] message) {
    return new BatchAck(message).number();
  }

  private long number() {
    long number = 0;
    while (at < in.length) {
      long tag = varint();
      if (tag == 8) {
        number = varint();
      } else {
        skip((int) (tag & 7));
      }
    }
    return number;
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
