package dev.tally.aggregator.plan;

import static java.util.Objects.requireNonNull;

import dev.tally.edl.model.Metric;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A metric and where the scan leaves its states.
 *
 * @param base the bucket width that the scan groups it by
 * @param merged those that are made of the base's groups, ascending
 * @param states from the columns of the states table to those of the scan, in the order of the
 *     former
 * @param values the scan's column that counts the values a group has; present where a group without
 *     one has no point, and so no state
 * @param condition which raw rows give a group a point, over the scan's inner columns; "1": all
 */
public record PlannedMetric(
    Metric metric,
    Duration base,
    List<Duration> merged,
    Map<String, String> states,
    Optional<String> values,
    String condition) {
  public PlannedMetric {
    requireNonNull(metric);
    requireNonNull(base);
    merged = List.copyOf(merged);
    states = new LinkedHashMap<>(states);
    requireNonNull(values);
    requireNonNull(condition);
  }

  public StateKind kind() {
    return StateKind.of(metric.aggregate());
  }

  /** Whether it has points of this bucket width, and not only states. */
  public boolean declares(Duration resolution) {
    return metric.resolutions().contains(resolution);
  }

  /** Whether it has states of this bucket width. */
  public boolean has(Duration resolution) {
    return base.equals(resolution) || merged.contains(resolution);
  }
}
