package dev.tally.anomaly.life;

import static java.util.Objects.requireNonNull;

import dev.tally.edl.model.AlertRule.Severity;
import dev.tally.edl.model.DimensionSet;
import java.time.Duration;
import java.util.List;

/**
 * What an alert is about: one series under one rule.
 *
 * @param statistic "p95" for quantiles, otherwise empty
 * @param values one per attribute of the dimension set
 * @param unit of the series; empty when not known
 */
public record Subject(
    RuleKey rule,
    String metric,
    String statistic,
    DimensionSet dimensionSet,
    List<String> values,
    Duration resolution,
    String unit,
    String path,
    Severity severity) {
  public Subject {
    requireNonNull(rule);
    requireNonNull(metric);
    requireNonNull(statistic);
    requireNonNull(dimensionSet);
    values = List.copyOf(values);
    requireNonNull(resolution);
    requireNonNull(unit);
    requireNonNull(path);
    requireNonNull(severity);
  }
}
