package dev.tally.app.torture;

import java.util.List;

/**
 * One round.
 *
 * @param round 1, 2, 3 …
 * @param seed repeats it, as the only round
 * @param faults what was done, in order
 * @param late created with a time days before the others
 * @param repeated posted once more, with the same id, although they had been answered
 * @param retried stored rows of batches that were sent again
 * @param interruptedRuns rollup runs that were found begun, and finished, by a later start
 * @param settledMs from the end of the faults until everything was stored and rolled up
 * @param violations what does not hold; empty when all does
 */
public record RoundReport(
    int round,
    long seed,
    List<String> faults,
    long created,
    long acknowledged,
    long dropped,
    long stored,
    long late,
    long repeated,
    long retried,
    long missing,
    long unknown,
    long duplicates,
    long points,
    long wrongPoints,
    long interruptedRuns,
    long settledMs,
    List<String> violations) {
  public RoundReport {
    faults = List.copyOf(faults);
    violations = List.copyOf(violations);
  }

  public boolean holds() {
    return violations.isEmpty();
  }
}
