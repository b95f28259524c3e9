package dev.tally.aggregator.cost;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one statement of an event type, and what it reads of one day's rows.
 *
 * @param resolutions that it leaves states of, as in "1h", ascending
 * @param states distinct columns of states that it computes
 * @param parts of the raw table that it reads
 * @param rows that it reads, by whole granules
 * @param bytes uncompressed, by the day's mean row: of the columns that it reads, or of all where
 *     the day's parts are too small for the engine to know
 * @param seconds for all rows, from those that a sample took; null without a sample
 */
public record ScanCost(
    List<String> resolutions,
    int metrics,
    int dimensionSets,
    int states,
    long parts,
    long rows,
    long bytes,
    @Nullable Double seconds,
    String statement) {
  public ScanCost {
    resolutions = List.copyOf(resolutions);
    requireNonNull(statement);
  }
}
