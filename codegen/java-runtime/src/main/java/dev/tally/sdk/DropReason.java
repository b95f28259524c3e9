package dev.tally.sdk;

/** Why an event was dropped. */
public enum DropReason {
  /** The queue was at its limit of events or bytes: the collector is away or too slow. */
  QUEUE_FULL("the queue is full"),
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
