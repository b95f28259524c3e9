package dev.tally.sdk;

/** Encodes events into exact arrays through a buffer that its thread keeps. */
final class Encoder {
  /** A buffer that one large event made bigger than this is not kept. */
  private static final int KEPT_BYTES_MAX = 64 * 1024;

  private static final ThreadLocal<Encoder> ofThread = ThreadLocal.withInitial(Encoder::new);

  private WireWriter writer = new WireWriter();
  private boolean busy;

  private Encoder() {}

  static Encoder ofThread() {
    Encoder kept = ofThread.get();
    // A collection that sends events while it is iterated must not write into its own event.
    return kept.busy ? new Encoder() : kept;
  }

  byte[] encode(Event event) {
    busy = true;
    try {
      event.encode(writer);
      return writer.toByteArray();
    } finally {
      busy = false;
      if (writer.capacity() > KEPT_BYTES_MAX) {
        writer = new WireWriter();
      } else {
        writer.clear();
      }
    }
  }
}
