package dev.tally.aggregator.plan;

import static java.util.Map.entry;
import static java.util.Objects.requireNonNull;

import java.util.List;
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

  private static final Map<String, List<String>> OF =
      Map.of(
          "states", List.of("count", "sum", "min", "max"),
          "states_uniq", List.of("uniq"),
          "states_uniq_exact", List.of("uniq_exact"),
          "states_moments", List.of("count", "variance"),
          "states_histogram", List.of("histogram"),
          "states_quantiles", List.of("quantiles"),
          "states_ends", List.of("first", "last"),
          "states_candle", List.of("first", "last", "min", "max", "count", "sum"));

  private StateColumns() {}

  /** Those of one of the states tables. */
  public static List<String> of(String table) {
    return requireNonNull(OF.get(table), table);
  }

  /** An aggregate over the column, of the column's type. */
  public static String merged(String column) {
    return requireNonNull(MERGED.get(column), column);
  }
}
