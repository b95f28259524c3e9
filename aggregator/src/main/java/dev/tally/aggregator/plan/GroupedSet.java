package dev.tally.aggregator.plan;

import static java.util.Objects.requireNonNull;

import dev.tally.edl.model.DimensionSet;
import java.util.List;

/**
 * A dimension set as the scan groups by it.
 *
 * @param columns of the scan, one per attribute of the set, in its order
 * @param groupedOut value of the scan's column {@code grouped_out} in the rows of this set: a bit
 *     per dimension that is not in it, as {@code GROUPING} counts them
 */
public record GroupedSet(DimensionSet dimensionSet, List<String> columns, long groupedOut) {
  public GroupedSet {
    requireNonNull(dimensionSet);
    columns = List.copyOf(columns);
  }
}
