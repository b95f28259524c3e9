package dev.tally.aggregator.impact;

import dev.tally.aggregator.impact.CountedPlan.Side;
import dev.tally.aggregator.impact.EventTypeImpact.DimensionImpact;
import dev.tally.aggregator.statement.CountGroups.Group;
import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The dimensions of the metrics that change, and how many values they have today. */
final class DimensionForecast {
  private final ChangedType type;
  private final StoredNames names;
  private final CountedPlan plan;
  private final Set<String> before;
  private final Set<String> after;

  DimensionForecast(ChangedType type, StoredNames names, CountedPlan plan) {
    this.type = type;
    this.names = names;
    this.plan = plan;
    this.before = dimensions(metrics(type.before()));
    this.after = dimensions(metrics(type.after()));
  }

  private static Stream<Metric> metrics(Optional<EventType> type) {
    return type.stream().flatMap(t -> t.metrics().stream());
  }

  private static Set<String> dimensions(Stream<Metric> metrics) {
    return metrics
        .flatMap(metric -> metric.seriesSets().stream())
        .flatMap(set -> set.attributes().stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * @param counts of groups of the plan; what is asked for does not depend on what it answers
   */
  List<DimensionImpact> of(List<MetricChange> changes, ToLongFunction<Group> counts) {
    List<DimensionImpact> found = new ArrayList<>();
    for (String name : dimensions(changes.stream().flatMap(c -> c.after().stream()))) {
      Attribute attribute = type.after().flatMap(t -> t.attribute(name)).orElseThrow();
      found.add(
          impact(
              attribute,
              kind(attribute),
              names.isKnown(name) ? distinct(Side.AFTER, name, counts) : null));
    }
    for (String name : dimensions(changes.stream().flatMap(c -> c.before().stream()))) {
      if (after.stream().noneMatch(now -> names.of(now).equals(name))) {
        Attribute attribute = type.before().flatMap(t -> t.attribute(name)).orElseThrow();
        found.add(impact(attribute, ImpactKind.REMOVED, distinct(Side.BEFORE, name, counts)));
      }
    }
    return found;
  }

  private ImpactKind kind(Attribute attribute) {
    String stored = names.of(attribute.name());
    if (!before.contains(stored)) {
      return ImpactKind.ADDED;
    }
    boolean isSame =
        type.before()
            .flatMap(t -> t.attribute(attribute.name()))
            .filter(old -> DimensionLimits.valuesMax(old) == DimensionLimits.valuesMax(attribute))
            .isPresent();
    return isSame ? ImpactKind.UNCHANGED : ImpactKind.CHANGED;
  }

  private @Nullable Long distinct(Side side, String name, ToLongFunction<Group> counts) {
    return plan.values(side, name).map(counts::applyAsLong).orElse(null);
  }

  private static DimensionImpact impact(
      Attribute attribute, ImpactKind kind, @Nullable Long distinct) {
    long most = DimensionLimits.valuesMax(attribute);
    return new DimensionImpact(
        attribute.name(), kind, distinct, most, distinct != null && distinct > most);
  }
}
