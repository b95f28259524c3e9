package dev.tally.aggregator.impact;

import dev.tally.aggregator.plan.Buckets;
import dev.tally.aggregator.plan.GroupedSet;
import dev.tally.aggregator.plan.PlannedMetric;
import dev.tally.aggregator.plan.Planner;
import dev.tally.aggregator.plan.ScanPlan;
import dev.tally.aggregator.statement.CountGroups.Group;
import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.Delivery;
import dev.tally.edl.model.DimensionSet;
import dev.tally.edl.model.Durations;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Metric;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One plan of an event type's metrics before and after a change, over the rows that there are: so
 * both are counted in one pass, and a condition that stays is the same text. Metrics that are
 * computed of others are not in it.
 */
final class CountedPlan {
  /** Which state of the event type. */
  enum Side {
    BEFORE,
    AFTER;

    private String name(String metric) {
      return name() + "." + metric;
    }
  }

  /** States of a metric that differ in nothing but bucket and values. */
  record StateFamily(Duration resolution, String dimensionSet) {}

  private final StoredNames names;
  private final Optional<ScanPlan> plan;

  CountedPlan(ChangedType type, StoredNames names) {
    this.names = names;
    List<Attribute> attributes = names.attributes();
    Set<String> replaced = replaced(type, attributes);
    List<Metric> before =
        type.before().stream()
            .flatMap(t -> t.metrics().stream())
            .filter(metric -> AttributeUses.of(metric).stream().noneMatch(replaced::contains))
            .map(metric -> named(metric, Side.BEFORE.name(metric.name())))
            .toList();
    List<Metric> after =
        type.after().stream()
            .flatMap(t -> t.metrics().stream())
            .map(metric -> names.metric(metric, Side.AFTER.name(metric.name())))
            .toList();
    this.plan =
        Planner.plan(
            new EventType(
                type.name(),
                "",
                "",
                EventType.RAW_RETENTION_DEFAULT,
                Delivery.AT_LEAST_ONCE,
                attributes,
                Stream.concat(before.stream(), after.stream())
                    .filter(metric -> !metric.isDerived())
                    .toList(),
                List.of()));
  }

  /** Old attributes of which another type takes the name: a filter may not go with that. */
  private static Set<String> replaced(ChangedType type, List<Attribute> attributes) {
    Set<String> replaced = new HashSet<>();
    for (Attribute attribute : attributes) {
      type.before()
          .flatMap(before -> before.attribute(attribute.name()))
          .filter(old -> old.type() != attribute.type() || old.shape() != attribute.shape())
          .ifPresent(old -> replaced.add(old.name()));
    }
    return replaced;
  }

  private static Metric named(Metric metric, String name) {
    return new Metric(
        name,
        metric.description(),
        metric.aggregate(),
        metric.filter(),
        metric.dimensionSets(),
        metric.resolutions(),
        metric.windows(),
        metric.unit());
  }

  Optional<ScanPlan> plan() {
    return plan;
  }

  private List<PlannedMetric> planned(Side side, String metric) {
    return plan.stream()
        .flatMap(p -> p.metrics().stream())
        .filter(planned -> planned.metric().name().equals(side.name(metric)))
        .toList();
  }

  /** Whether today's rows can be counted by the metric as it was. */
  boolean wasPlanned(String metric) {
    return !planned(Side.BEFORE, metric).isEmpty();
  }

  /**
   * The series of a metric and set, statistics not counted.
   *
   * @param set as its side calls the attributes
   * @return empty where the plan does not have the metric
   */
  Optional<Group> series(Side side, String metric, DimensionSet set) {
    return planned(side, metric).stream()
        .findFirst()
        .map(planned -> new Group(columns(side, set), planned.condition()));
  }

  /** The states of a metric. */
  Map<StateFamily, Group> states(Side side, Metric metric) {
    Map<StateFamily, Group> states = new LinkedHashMap<>();
    for (PlannedMetric planned : planned(side, metric.name())) {
      String base = bucket(planned.base());
      for (Duration resolution :
          Stream.concat(Stream.of(planned.base()), planned.merged().stream()).toList()) {
        String bucket = resolution.equals(planned.base()) ? base : Buckets.wider(base, resolution);
        for (DimensionSet set : metric.seriesSets()) {
          List<String> columns = new ArrayList<>(columns(side, set));
          columns.addFirst(bucket);
          states.put(
              new StateFamily(resolution, set.key()), new Group(columns, planned.condition()));
        }
      }
    }
    return states;
  }

  private String bucket(Duration base) {
    return plan.stream()
        .flatMap(p -> p.sets().stream())
        .filter(set -> set.resolution().equals(base))
        .map(GroupedSet::bucket)
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException("nothing is scanned by " + Durations.format(base)));
  }

  private List<String> columns(Side side, DimensionSet set) {
    return set.attributes().stream()
        .map(attribute -> column(side, attribute).orElseThrow())
        .toList();
  }

  private Optional<String> column(Side side, String attribute) {
    String stored = side == Side.AFTER ? names.of(attribute) : attribute;
    return plan.filter(
            p -> p.sets().stream().anyMatch(s -> s.dimensionSet().attributes().contains(stored)))
        .map(p -> p.dimension(stored));
  }

  /** The values of a dimension, unset not counted; empty where no metric of the plan has it. */
  Optional<Group> values(Side side, String attribute) {
    return column(side, attribute).map(column -> new Group(List.of(column), column + " != ''"));
  }
}
