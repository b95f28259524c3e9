package dev.tally.aggregator.plan;

import dev.tally.edl.model.Aggregate;

/** The kinds of aggregate state. Each has columns of its own in one of the states tables. */
public enum StateKind {
  /** Counts, sums, smallest and largest values. */
  NUMBERS("states"),
  UNIQ("states_uniq"),
  UNIQ_EXACT("states_uniq_exact"),
  /** For standard deviations. */
  MOMENTS("states_moments"),
  HISTOGRAM("states_histogram"),
  QUANTILES("states_quantiles"),
  FIRST("states_ends"),
  LAST("states_ends"),
  CANDLE("states_candle");

  private final String table;

  StateKind(String table) {
    this.table = table;
  }

  /** Of any that is not derived. */
  public static StateKind of(Aggregate aggregate) {
    return switch (aggregate) {
      case Aggregate.Count count -> NUMBERS;
      case Aggregate.WeightedCount count -> NUMBERS;
      case Aggregate.TopK top -> NUMBERS;
      case Aggregate.Sum sum -> NUMBERS;
      case Aggregate.WeightedSum sum -> NUMBERS;
      case Aggregate.Avg avg -> NUMBERS;
      case Aggregate.Min min -> NUMBERS;
      case Aggregate.Max max -> NUMBERS;
      case Aggregate.Stddev stddev -> MOMENTS;
      case Aggregate.Uniq uniq -> UNIQ;
      case Aggregate.UniqExact uniq -> UNIQ_EXACT;
      case Aggregate.Histogram histogram -> HISTOGRAM;
      case Aggregate.Quantiles quantiles -> QUANTILES;
      case Aggregate.First first -> FIRST;
      case Aggregate.Last last -> LAST;
      case Aggregate.Candle candle -> CANDLE;
      case Aggregate.Derived derived ->
          throw new IllegalArgumentException(derived + " has no states of its own");
    };
  }

  public String table() {
    return table;
  }
}
