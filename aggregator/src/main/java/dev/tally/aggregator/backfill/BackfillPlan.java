package dev.tally.aggregator.backfill;

import static java.util.Objects.requireNonNull;

import dev.tally.aggregator.plan.PlannedMetric;
import dev.tally.aggregator.plan.Planner;
import dev.tally.aggregator.plan.ScanPlan;
import dev.tally.aggregator.plan.StateKind;
import dev.tally.edl.model.Aggregate;
import dev.tally.edl.model.DimensionSet;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Metric;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a backfill computes of an event type: the states of some metrics, and the points that follow
 * from them, those of ratios and rates too.
 *
 * @param type with nothing but these metrics
 * @param states of the metrics
 * @param points of them, and of the metrics that are computed of them; has these metrics' other
 *     operands as well, which it does not write
 * @param written those whose points are written
 */
public record BackfillPlan(EventType type, ScanPlan states, ScanPlan points, List<Metric> written) {
  public BackfillPlan {
    requireNonNull(type);
    requireNonNull(states);
    requireNonNull(points);
    written = List.copyOf(written);
  }

  /**
   * @param names of metrics; those that the event type lacks are left out
   * @throws java.util.NoSuchElementException when none is left
   */
  static BackfillPlan of(EventType type, Collection<String> names) {
    List<Metric> metrics =
        type.metrics().stream()
            .filter(metric -> !metric.isDerived() && names.contains(metric.name()))
            .toList();
    List<Metric> derived =
        type.metrics().stream()
            .filter(metric -> operands(metric).stream().anyMatch(names::contains))
            .toList();
    List<Metric> all =
        type.metrics().stream()
            .filter(
                metric ->
                    metrics.contains(metric)
                        || derived.contains(metric)
                        || derived.stream().anyMatch(d -> operands(d).contains(metric.name())))
            .toList();
    EventType own = type.withMetrics(metrics);
    return new BackfillPlan(
        own,
        Planner.plan(own).orElseThrow(),
        Planner.plan(type.withMetrics(all)).orElseThrow(),
        all.stream().filter(m -> metrics.contains(m) || derived.contains(m)).toList());
  }

  /** The metrics that have states, for the one that is named. */
  static List<String> withStates(Metric metric) {
    return metric.isDerived() ? operands(metric) : List.of(metric.name());
  }

  private static List<String> operands(Metric metric) {
    return metric.aggregate() instanceof Aggregate.Derived derived ? derived.metrics() : List.of();
  }

  public List<String> metrics() {
    return type.metrics().stream().map(Metric::name).toList();
  }

  public List<Duration> resolutions() {
    return states.resolutions();
  }

  public List<StateKind> kinds() {
    return states.metrics().stream().map(PlannedMetric::kind).distinct().toList();
  }

  /** Follows from the states alone: a new description or quantile level changes nothing. */
  public String fingerprint() {
    StringBuilder text = new StringBuilder(states.select("1"));
    for (PlannedMetric metric : states.metrics()) {
      text.append('\n')
          .append(metric.metric().name())
          .append(metric.base())
          .append(metric.merged())
          .append(
              metric.metric().seriesSets().stream()
                  .map(DimensionSet::key)
                  .collect(Collectors.joining(";")))
          .append(metric.states())
          .append(metric.values());
    }
    text.append(states.key());
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(text.toString().getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
