package dev.tally.app.bench;

import java.util.Map;

/**
 * What {@code tally bench render} prints: times of requests, one after the other, through HTTP and
 * until the last byte.
 *
 * @param intervalMs from the beginning of one request to that of the next, at least
 * @param points of all series that have any
 * @param findSeries paths that find looks through
 * @param ingestPerSecond events that came while {@code tallyWhileIngesting} was measured
 * @param tally on a machine that does nothing else
 * @param tallyWhileIngesting empty where nothing was ingested
 * @param graphite graphite-web on the same points, on a machine that does nothing else; empty where
 *     it is not installed
 * @param ratios graphite's median by Tally's; above 1 is better
 */
public record RenderReport(
    int processors,
    long intervalMs,
    int globSeries,
    long points,
    long findSeries,
    long ingestPerSecond,
    Map<String, Times> tally,
    Map<String, Times> tallyWhileIngesting,
    Map<String, Times> graphite,
    Map<String, Double> ratios) {

  /**
   * @param bytes of the answer
   */
  public record Times(double p50Ms, double p95Ms, double maxMs, long bytes) {}
}
