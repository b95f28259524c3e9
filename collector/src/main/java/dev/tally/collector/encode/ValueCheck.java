package dev.tally.collector.encode;

/** One rule on one value, compiled. No allocation, unless its implementation says so. */
interface ValueCheck {
  /**
   * @param value as {@link RowValues} holds it
   * @param nanos of a timestamp
   * @param payload where a slice lies
   * @param receivedMs when the event was received: "now"
   */
  boolean holds(long value, int nanos, byte[] payload, long receivedMs);
}
