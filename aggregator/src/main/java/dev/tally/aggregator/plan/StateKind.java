package dev.tally.aggregator.plan;

import dev.tally.edl.model.Aggregate;

/** The kinds of aggregate state. Each has columns of its own in one of the states tables. */
public enum StateKind {
  /** Counts, sums, smallest and largest values. */
  NUMBERS("states"),
  UNIQ("states_uniq"),
  QUANTILES("states_quantiles"),
  FIRST("states_ends"),
  LAST("states_ends");

  private final String table;

  StateKind(String table) {
    this.table = table;
  }

  public static StateKind of(Aggregate aggregate) {
    return switch (aggregate) {
      case Aggregate.Count count -> NUMBERS;
      case Aggregate.Sum sum -> NUMBERS;
      case Aggregate.Avg avg -> NUMBERS;
      case Aggregate.Min min -> NUMBERS;
      case Aggregate.Max max -> NUMBERS;
      case Aggregate.Uniq uniq -> UNIQ;
      case Aggregate.Quantiles quantiles -> QUANTILES;
      case Aggregate.First first -> FIRST;
      case Aggregate.Last last -> LAST;
    };
  }

  public String table() {
    return table;
  }
}
