package dev.tally.edl.model;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a metric computes of the events in a bucket. */
public sealed interface Aggregate {
  record Count() implements Aggregate {}

  /** How many events the events stand for. */
  record WeightedCount(Weight weight) implements Aggregate {
    public WeightedCount {
      requireNonNull(weight);
    }
  }

  record Sum(String field) implements Aggregate {
    public Sum {
      requireNonNull(field);
    }
  }

  /** The sum over the events that the events stand for. */
  record WeightedSum(String field, Weight weight) implements Aggregate {
    public WeightedSum {
      requireNonNull(field);
      requireNonNull(weight);
    }
  }

  record Avg(String field) implements Aggregate {
    public Avg {
      requireNonNull(field);
    }
  }

  /**
   * Standard deviation.
   *
   * @param isSample divide by n − 1 and not by n; one value has none then
   */
  record Stddev(String field, boolean isSample) implements Aggregate {
    public Stddev {
      requireNonNull(field);
    }
  }

  record Min(String field) implements Aggregate {
    public Min {
      requireNonNull(field);
    }
  }

  record Max(String field) implements Aggregate {
    public Max {
      requireNonNull(field);
    }
  }

  /** Distinct values, approximate. */
  record Uniq(String field) implements Aggregate {
    public Uniq {
      requireNonNull(field);
    }
  }

  /** Distinct values, exact. */
  record UniqExact(String field) implements Aggregate {
    public UniqExact {
      requireNonNull(field);
    }
  }

  /**
   * The values of a dimension that most events have, with their counts, as a breakdown by it; the
   * others of a bucket add up to {@link #OTHER}. Of values with equal counts the first in order of
   * their bytes is taken.
   */
  record TopK(String field, int k) implements Aggregate {
    /** Stands for all values that are not among the k. */
    public static final String OTHER = "__other__";

    public static final int K_DEFAULT = 10;

    public TopK {
      requireNonNull(field);
      if (k < 1) {
        throw new IllegalArgumentException("top_k of " + field + ": k " + k);
      }
    }
  }

  /**
   * How many values are at most as large as each bound, and as infinity.
   *
   * @param bounds ascending, finite
   */
  record Histogram(String field, List<Double> bounds) implements Aggregate {
    public Histogram {
      requireNonNull(field);
      bounds = bounds.stream().sorted().distinct().toList();
    }
  }

  /**
   * @param levels ascending, each in (0, 1)
   */
  record Quantiles(String field, List<Double> levels) implements Aggregate {
    public Quantiles {
      requireNonNull(field);
      levels = levels.stream().sorted().distinct().toList();
    }
  }

  /** The value of the earliest event of the bucket, by event time. */
  record First(String field) implements Aggregate {
    public First {
      requireNonNull(field);
    }
  }

  /** The value of the latest event of the bucket, by event time. */
  record Last(String field) implements Aggregate {
    public Last {
      requireNonNull(field);
    }
  }

  /**
   * Open, high, low and close: the first, greatest, least and last value of the bucket. First and
   * last are by event time; of equal times by receipt, and then by the order of sending.
   *
   * @param volume an attribute that is added up beside it
   */
  record Candle(String field, Optional<String> volume) implements Aggregate {
    /** As paths and the API name them. */
    public static final List<String> STATISTICS = List.of("open", "high", "low", "close");

    public Candle {
      requireNonNull(field);
      requireNonNull(volume);
    }
  }

  /** What is computed of other metrics' merged states, and has none of its own. */
  sealed interface Derived extends Aggregate {
    /** Names of metrics of the same event type, none of them derived. */
    List<String> metrics();
  }

  /** No point where one of the two has none, or {@code denominator} is 0. */
  record Ratio(String numerator, String denominator) implements Derived {
    public Ratio {
      requireNonNull(numerator);
      requireNonNull(denominator);
    }

    @Override
    public List<String> metrics() {
      return List.of(numerator, denominator);
    }
  }

  /** Per second of the bucket. */
  record Rate(String metric) implements Derived {
    public Rate {
      requireNonNull(metric);
    }

    @Override
    public List<String> metrics() {
      return List.of(metric);
    }
  }

  /** The option of EDL that declares it. */
  default String keyword() {
    return switch (this) {
      case Count count -> "count";
      case WeightedCount count -> "count";
      case Sum sum -> "sum";
      case WeightedSum sum -> "sum";
      case Avg avg -> "avg";
      case Stddev stddev -> "stddev";
      case Min min -> "min";
      case Max max -> "max";
      case Uniq uniq -> "uniq";
      case UniqExact uniq -> "uniq_exact";
      case TopK top -> "top_k";
      case Histogram histogram -> "histogram";
      case Quantiles quantiles -> "quantiles";
      case First first -> "first";
      case Last last -> "last";
      case Candle candle -> "candle";
      case Ratio ratio -> "ratio";
      case Rate rate -> "rate";
    };
  }

  /** The attribute whose values it is computed of. */
  default Optional<String> attribute() {
    return switch (this) {
      case Count count -> Optional.empty();
      case WeightedCount count -> Optional.empty();
      case Sum(String field) -> Optional.of(field);
      case WeightedSum sum -> Optional.of(sum.field());
      case Avg(String field) -> Optional.of(field);
      case Stddev stddev -> Optional.of(stddev.field());
      case Min(String field) -> Optional.of(field);
      case Max(String field) -> Optional.of(field);
      case Uniq(String field) -> Optional.of(field);
      case UniqExact(String field) -> Optional.of(field);
      case TopK top -> Optional.of(top.field());
      case Histogram histogram -> Optional.of(histogram.field());
      case Quantiles quantiles -> Optional.of(quantiles.field());
      case First(String field) -> Optional.of(field);
      case Last(String field) -> Optional.of(field);
      case Candle candle -> Optional.of(candle.field());
      case Ratio ratio -> Optional.empty();
      case Rate rate -> Optional.empty();
    };
  }

  /**
   * Its statistics as paths and the API name them: one per quantile level, "p95", or histogram
   * bound, "le_15", "le_inf"; those of a candle; a single empty one of the other aggregates.
   */
  default List<String> statistics() {
    if (this instanceof Quantiles quantiles) {
      return quantiles.levels().stream().map(SeriesName::quantile).toList();
    }
    if (this instanceof Histogram histogram) {
      return Stream.concat(
              histogram.bounds().stream().map(SeriesName::bound), Stream.of(SeriesName.INFINITY))
          .toList();
    }
    return this instanceof Candle ? Candle.STATISTICS : List.of("");
  }
}
