package dev.tally.app.torture;

import java.util.List;

/**
 * One round.
 *
 * @param round 1, 2, 3 …
 * @param seed repeats it, as the only round
 * @param faults what was done, in order
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
    long missing,
    long unknown,
    long duplicates,
    long points,
    long wrongPoints,
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
