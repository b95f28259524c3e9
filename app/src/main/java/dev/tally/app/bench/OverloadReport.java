package dev.tally.app.bench;

import java.util.Map;

/**
 * What {@code tally bench overload} prints.
 *
 * @param bestPerSecond events stored a second when producers wait for room
 * @param offeredPerSecond events created a second in the overload
 * @param acceptedPerSecond of these, acknowledged and not shed
 * @param acceptedRatio {@code acceptedPerSecond} by {@code bestPerSecond}
 * @param storedPerSecond events stored a second, until all are
 * @param storedRatio {@code storedPerSecond} by {@code bestPerSecond}
 * @param acknowledgedP50Ms from the way into a producer's queue, which is full, to the
 *     acknowledgement
 * @param peakBytes of heap, direct memory and RSS of the process, which is collector and producers;
 *     and of what the collector had read and not on disk
 * @param droppedByProducers events that found their producer's queue full
 * @param heldBackByProducers best-effort events that were not sent, as the collector asked
 * @param shed best-effort events that the collector dropped, by event type
 * @param refusedStreams by code
 * @param holds how often a stream was not read, by reason
 * @param acknowledged events, over both parts
 * @param stored the same by SQL
 * @param twice stored more than once, by SQL
 */
public record OverloadReport(
    int processors,
    long seconds,
    double factor,
    long bestPerSecond,
    long offeredPerSecond,
    long acceptedPerSecond,
    double acceptedRatio,
    long storedPerSecond,
    double storedRatio,
    double acknowledgedP50Ms,
    double acknowledgedP99Ms,
    Peaks peakBytes,
    long droppedByProducers,
    long heldBackByProducers,
    Map<String, Long> shed,
    Map<String, Long> refusedStreams,
    Map<String, Long> holds,
    long acknowledged,
    long stored,
    long twice) {
  /**
   * Bytes, at most.
   *
   * @param heap garbage included
   * @param direct of the collector's connections, and of what else is not the SDK's
   */
  public record Peaks(long heap, long direct, long resident, long inFlight) {}

  /** Whether what was acknowledged is stored, once. */
  public boolean isExact() {
    return acknowledged == stored && twice == 0;
  }
}
