package dev.tally.edl.model;

import static java.util.Objects.requireNonNull;

import java.util.List;

/** What a metric computes of the events in a bucket. */
public sealed interface Aggregate {
  record Count() implements Aggregate {}

  record Sum(String field) implements Aggregate {
    public Sum {
      requireNonNull(field);
    }
  }

  record Avg(String field) implements Aggregate {
    public Avg {
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
}
