package dev.tally.anomaly.detect;

import dev.tally.edl.model.Aggregate;

/** What the numbers of a series are, as far as a prediction has to know. */
public enum SeriesKind {
  /** How many events: seasons scale with the level, noise is at least Poisson's, nothing is 0. */
  COUNT(true, true, true),
  /** How many distinct values: as a count, but saturating, so without Poisson's noise. */
  DISTINCT(true, false, true),
  /** A sum: nothing is 0; may be negative, so seasons add to the level. */
  TOTAL(false, false, true),
  /** A mean, an extreme, a quantile, a ratio, one event's value: without an event there is none. */
  VALUE(false, false, false);

  private final boolean proportional;
  private final boolean poisson;
  private final boolean missingIsZero;

  SeriesKind(boolean proportional, boolean poisson, boolean missingIsZero) {
    this.proportional = proportional;
    this.poisson = poisson;
    this.missingIsZero = missingIsZero;
  }

  public static SeriesKind of(Aggregate aggregate) {
    return switch (aggregate) {
      case Aggregate.Count() -> COUNT;
      case Aggregate.WeightedCount(_) -> COUNT;
      case Aggregate.Histogram(_, _) -> COUNT;
      case Aggregate.Uniq(_) -> DISTINCT;
      case Aggregate.UniqExact(_) -> DISTINCT;
      case Aggregate.Sum(_) -> TOTAL;
      case Aggregate.WeightedSum(_, _) -> TOTAL;
      case Aggregate.Rate(_) -> TOTAL;
      case Aggregate.TopK(_, _) -> VALUE; // no point: not among the k, which is not 0
      case Aggregate.Ratio(_, _) -> VALUE;
      case Aggregate.Avg(_) -> VALUE;
      case Aggregate.Stddev(_, _) -> VALUE;
      case Aggregate.Min(_) -> VALUE;
      case Aggregate.Max(_) -> VALUE;
      case Aggregate.Quantiles(_, _) -> VALUE;
      case Aggregate.First(_) -> VALUE;
      case Aggregate.Last(_) -> VALUE;
      case Aggregate.Candle(_, _) -> VALUE;
    };
  }

  /** Whether a season is a multiple of the level and values are never negative. */
  public boolean isProportional() {
    return proportional;
  }

  /** Whether the noise is at least that of counting independent events. */
  public boolean isPoisson() {
    return poisson;
  }

  /** What a bucket without a point is judged as: 0, or NaN for no verdict. */
  public double missingValue() {
    return missingIsZero ? 0 : Double.NaN;
  }
}
