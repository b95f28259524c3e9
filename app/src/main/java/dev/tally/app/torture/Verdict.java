package dev.tally.app.torture;

import java.util.List;

/**
 * What is stored, held against what the oracle knows.
 *
 * @param missing acknowledged and not stored
 * @param unknown stored and never created, dropped before it was sent, or with other values
 * @param duplicates rows of the typed view above one per event
 * @param wrongPoints points of the series that are not what the stored events make them, are
 *     missing, or must not be there
 * @param points compared
 * @param examples of what is wrong
 */
record Verdict(
    long created,
    long acknowledged,
    long dropped,
    long refused,
    long stored,
    long missing,
    long unknown,
    long duplicates,
    long wrongPoints,
    long points,
    List<String> examples) {
  Verdict {
    examples = List.copyOf(examples);
  }

  boolean holds() {
    return missing == 0 && unknown == 0 && duplicates == 0 && wrongPoints == 0 && refused == 0;
  }

  /** Whether only the series are behind what is stored, which ends by itself. */
  boolean awaitsRollup() {
    return wrongPoints > 0;
  }
}
