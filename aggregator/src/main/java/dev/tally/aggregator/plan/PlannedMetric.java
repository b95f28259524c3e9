package dev.tally.aggregator.plan;

import static java.util.Objects.requireNonNull;

import dev.tally.edl.model.Metric;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A metric and where the scan leaves its states.
 *
 * @param states from the columns of the states table to those of the scan, in the order of the
 *     former
 * @param values the scan's column that counts the values a group has; present where a group without
 *     one has no point, and so no state
 * @param condition which raw rows give a group a point, over the scan's inner columns; "1": all
 */
public record PlannedMetric(
    Metric metric, Map<String, String> states, Optional<String> values, String condition) {
  public PlannedMetric {
    requireNonNull(metric);
    states = new LinkedHashMap<>(states);
    requireNonNull(values);
    requireNonNull(condition);
  }

  public StateKind kind() {
    return StateKind.of(metric.aggregate());
  }
}
