package dev.tally.edl.model;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A declared alert: every series of one (metric, statistic, dimension set, resolution) is watched.
 *
 * @param name unique in the event type
 * @param statistic for quantiles, as in "p95"; empty otherwise
 * @param notifiers names in the configuration; empty for all of them
 * @param forPoints so many points in a row decide
 */
public record AlertRule(
    String name,
    String metric,
    String statistic,
    DimensionSet dimensionSet,
    Duration resolution,
    Detection detection,
    Severity severity,
    List<String> notifiers,
    int forPoints) {

  public AlertRule {
    requireNonNull(name);
    requireNonNull(metric);
    requireNonNull(statistic);
    requireNonNull(dimensionSet);
    requireNonNull(resolution);
    requireNonNull(detection);
    requireNonNull(severity);
    notifiers = List.copyOf(notifiers);
    if (forPoints < 1) {
      throw new IllegalArgumentException("alert " + name + ": for_points " + forPoints);
    }
  }

  /** When a point is out. */
  public sealed interface Detection {
    /**
     * Out of what seasonal history predicts.
     *
     * @param width half the band's width in robust standard deviations
     */
    record Band(Direction direction, double width) implements Detection {
      public static final double WIDTH_DEFAULT = 4;

      public Band {
        requireNonNull(direction);
      }
    }

    /** Out of fixed bounds; at least one is present. */
    record Threshold(Optional<Double> above, Optional<Double> below) implements Detection {
      public Threshold {
        requireNonNull(above);
        requireNonNull(below);
      }
    }
  }

  public enum Direction {
    BOTH,
    UP,
    DOWN
  }

  public enum Severity {
    INFO,
    WARNING,
    CRITICAL
  }
}
