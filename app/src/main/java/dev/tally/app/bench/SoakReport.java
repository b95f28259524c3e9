package dev.tally.app.bench;

import java.util.List;

/**
 * What {@code tally bench soak} prints.
 *
 * @param bestPerSecond events, until the last can be queried, measured before
 * @param offeredPerSecond during the soak
 * @param outageSeconds so long the engine stood still, from the first third on; 0 for no outage
 * @param caughtUpSeconds from the engine's return until nothing was pending but what had just come
 * @param sent events of the soak that were acknowledged
 * @param dropped events that the producer's queue had no room for
 * @param stored of them; each counts once
 * @param samples one after the other, at equal distances
 */
public record SoakReport(
    long bestPerSecond,
    long offeredPerSecond,
    long outageSeconds,
    double caughtUpSeconds,
    long sent,
    long dropped,
    long stored,
    List<Sample> samples) {

  /** Whether every event is stored, once. */
  public boolean isExact() {
    return dropped == 0 && stored == sent;
  }

  /**
   * @param seconds since the begin
   * @param heapMb in use after the last collection
   * @param residentMb of this process, engine not included
   * @param pending events that are acknowledged and not stored
   * @param journalMb of its files
   */
  public record Sample(
      long seconds,
      long heapMb,
      long residentMb,
      long pending,
      long journalMb,
      double acknowledgedP50Ms,
      double acknowledgedP99Ms) {}
}
