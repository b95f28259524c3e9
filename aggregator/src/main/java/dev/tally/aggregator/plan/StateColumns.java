package dev.tally.aggregator.plan;

import static java.util.Map.entry;
import static java.util.Objects.requireNonNull;

import java.util.Map;

/** The columns of the states tables that hold states, and how they merge into one of their kind. */
public final class StateColumns {
  private static final Map<String, String> MERGED =
      Map.ofEntries(
          entry("count", "sum(count)"),
          entry("sum", "sum(sum)"),
          entry("min", "min(min)"),
          entry("max", "max(max)"),
          entry("variance", "varPopStableMergeState(variance)"),
          entry("uniq", "uniqMergeState(uniq)"),
          entry("uniq_exact", "uniqExactMergeState(uniq_exact)"),
          entry("histogram", "sumMap(histogram)"),
          entry("quantiles", "quantilesTDigestMergeState(0.5)(quantiles)"),
          entry("first", "argMinMergeState(first)"),
          entry("last", "argMaxMergeState(last)"));

  private StateColumns() {}

  /** An aggregate over the column, of the column's type. */
  public static String merged(String column) {
    return requireNonNull(MERGED.get(column), column);
  }
}
