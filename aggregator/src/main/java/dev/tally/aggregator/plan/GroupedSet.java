package dev.tally.aggregator.plan;

import static java.util.Objects.requireNonNull;

import dev.tally.edl.model.DimensionSet;
import java.time.Duration;
import java.util.List;

/**
 * A dimension set as the scan groups by it, in buckets of one width.
 *
 * @param bucket the scan's column with the beginning of the bucket
 * @param columns of the scan, one per attribute of the set, in its order
 * @param groupedOut value of the scan's column {@code grouped_out} in the rows of this set: a bit
 *     per bucket column and dimension that is not in it, as {@code GROUPING} counts them
 */
public record GroupedSet(
    DimensionSet dimensionSet,
    Duration resolution,
    String bucket,
    List<String> columns,
    long groupedOut) {
  public GroupedSet {
    requireNonNull(dimensionSet);
    requireNonNull(resolution);
    requireNonNull(bucket);
    columns = List.copyOf(columns);
  }

  /** Whether the groups of the other set can be put together of those of this one. */
  boolean covers(GroupedSet other) {
    return bucket.equals(other.bucket) && columns.containsAll(other.columns);
  }
}
