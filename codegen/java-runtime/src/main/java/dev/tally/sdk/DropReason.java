package dev.tally.sdk;

/** Why an event was dropped. */
public enum DropReason {
  /** The queue was at its limit of events or bytes: the collector is away or too slow. */
  QUEUE_FULL("the queue is full"),
  /** Of a best-effort type, and not sent: the collector is overloaded and asked to keep them. */
  HELD_BACK("best effort, and the collector is overloaded"),
  /** Of a best-effort type, sent, and dropped by the overloaded collector. */
  SHED("the overloaded collector dropped best-effort events"),
  /** A required attribute was not set. */
  INCOMPLETE("a required attribute is not set"),
  /** A value can't be encoded. */
  INVALID("a value can't be encoded"),
  /** Its encoding exceeds {@link TallyClient#EVENT_BYTES_MAX}. */
  TOO_LARGE("the event is too large"),
  /** The collector could not read the batch that it was in. */
  REFUSED("the collector can't read the batch"),
  /** Sent after {@code close()}, or not acknowledged within its limit. */
  CLOSED("the client is closed");

  private final String text;

  DropReason(String text) {
    this.text = text;
  }

  String text() {
    return text;
  }
}
