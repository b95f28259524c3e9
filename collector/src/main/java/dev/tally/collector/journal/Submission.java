package dev.tally.collector.journal;

import dev.tally.error.TallyException;

/** A batch on its way into the journal. */
public final class Submission {
  private final Producers.Id producer;
  private final long number;
  private final long receivedMs;
  private final int events;
  private final byte[] bytes;
  private final Completion completion;

  /**
   * @param events how many it holds
   * @param bytes as the producer sent them; not changed afterwards
   * @param completion told once, on the syncer's thread
   */
  public Submission(
      long producerHigh,
      long producerLow,
      long number,
      long receivedMs,
      int events,
      byte[] bytes,
      Completion completion) {
    this.producer = new Producers.Id(producerHigh, producerLow);
    this.number = number;
    this.receivedMs = receivedMs;
    this.events = events;
    this.bytes = bytes;
    this.completion = completion;
  }

  /** What becomes of it. Must return quickly and not throw. */
  public interface Completion {
    /**
     * The batch is on disk.
     *
     * @param repeat whether it had been there before, and this copy was dropped
     */
    void durable(boolean repeat);

    /** Nothing of it is in the journal. */
    void failed(TallyException reason);
  }

  Producers.Id producer() {
    return producer;
  }

  long number() {
    return number;
  }

  long receivedMs() {
    return receivedMs;
  }

  int events() {
    return events;
  }

  byte[] bytes() {
    return bytes;
  }

  Completion completion() {
    return completion;
  }

  long recordBytes() {
    return JournalRecord.HEADER_BYTES + (long) bytes.length;
  }
}
