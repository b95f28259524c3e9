package dev.tally.app.bench;

import java.util.List;

/**
 * What {@code tally bench backfill} prints.
 *
 * @param flights of the file, or of the sample
 * @param before of these, stored when the metrics were published
 * @param kills states of the backfill in which the process was killed
 * @param backfillMs from the request until it was done, kills and starts included
 * @param scannedEvents in its chunks
 * @param scannedPerSecond over all of {@code backfillMs}
 * @param ingestPerSecond that came meanwhile
 * @param graphAnswers how often the graph was looked at
 * @param graphPoints what it showed in the end
 * @param settledMs from then until the last flight was stored and rolled up
 * @param points that were compared with SQL over the file
 * @param differences of them
 * @param violations what does not hold; empty when all does
 */
public record BackfillReport(
    int processors,
    long flights,
    long before,
    List<String> kills,
    long backfillMs,
    long scannedEvents,
    long scannedPerSecond,
    long ingestPerSecond,
    long graphAnswers,
    long graphPoints,
    long settledMs,
    long points,
    long differences,
    List<String> violations) {
  public BackfillReport {
    kills = List.copyOf(kills);
    violations = List.copyOf(violations);
  }

  public boolean holds() {
    return violations.isEmpty();
  }
}
