package dev.tally.collector.journal;

import dev.tally.error.TallyException;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** A batch on its way into the journal. */
public final class Submission {
  private final Producers.Id producer;
  private final long number;
  private final long receivedMs;
  private final int events;
  private final byte[] bytes;
  private final Completion completion;
  private final @Nullable Identified identified;
  private final boolean isReplay;
  private final boolean isRepeat;

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
    this(
        new Producers.Id(producerHigh, producerLow),
        number,
        receivedMs,
        events,
        bytes,
        completion,
        null,
        false,
        false);
  }

  private Submission(
      Producers.Id producer,
      long number,
      long receivedMs,
      int events,
      byte[] bytes,
      Completion completion,
      @Nullable Identified identified,
      boolean isReplay,
      boolean isRepeat) {
    this.producer = producer;
    this.number = number;
    this.receivedMs = receivedMs;
    this.events = events;
    this.bytes = bytes;
    this.completion = completion;
    this.identified = identified;
    this.isReplay = isReplay;
    this.isRepeat = isRepeat;
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

  /**
   * A batch some of whose events have an id, and count once however often they come. Its bytes
   * begin with the field that {@link EventIds#encode} makes of those ids.
   */
  public interface Identified {
    /** High and low half of each event's id, by position; both 0 for an event without one. */
    long[] ids();

    /**
     * The batch without some of its events; told on the syncer's thread, before the completion.
     *
     * @param repeats positions of events whose ids are known
     * @return its bytes; may be called again, with other positions, before the completion is told
     */
    byte[] without(BitSet repeats);
  }

  /** This batch, whose events have ids. */
  public Submission identifiedBy(Identified events) {
    return new Submission(
        producer, number, receivedMs, this.events, bytes, completion, events, false, false);
  }

  /** This batch, whose bytes begin with {@link dev.tally.collector.batch.Replayed}. */
  public Submission asReplay() {
    return new Submission(
        producer, number, receivedMs, events, bytes, completion, null, true, false);
  }

  int kind() {
    if (isReplay) {
      return JournalRecord.KIND_REPLAY;
    }
    return identified == null ? JournalRecord.KIND_BATCH : JournalRecord.KIND_IDENTIFIED;
  }

  /** What is left of it when some of its events are repeats. */
  Submission without(Identified all, BitSet repeats) {
    return new Submission(
        producer,
        number,
        receivedMs,
        events - repeats.cardinality(),
        all.without(repeats),
        completion,
        all,
        false,
        2 * repeats.cardinality() == all.ids().length);
  }

  /** Whether all of its events are repeats; one that was shed is none. */
  boolean isRepeat() {
    return isRepeat;
  }

  @Nullable Identified identified() {
    return identified;
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
