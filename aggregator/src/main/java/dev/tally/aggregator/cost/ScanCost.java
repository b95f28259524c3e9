package dev.tally.aggregator.cost;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * The one statement of an event type and resolution, and what it reads of one day's rows.
 *
 * @param resolution as in "1h"
 * @param states distinct columns of states that it computes
 * @param parts of the raw table that it reads
 * @param rows that it reads, by whole granules
 * @param bytes uncompressed, by the day's mean row: of the columns that it reads, or of all where
 *     the day's parts are too small for the engine to know
 * @param seconds for all rows, from those that a sample took; null without a sample
 */
public record ScanCost(
    String resolution,
    int metrics,
    int dimensionSets,
    int states,
    long parts,
    long rows,
    long bytes,
    @Nullable Double seconds,
    String statement) {
  public ScanCost {
    requireNonNull(resolution);
    requireNonNull(statement);
  }
}
