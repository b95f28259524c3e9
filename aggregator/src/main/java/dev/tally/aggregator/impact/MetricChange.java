package dev.tally.aggregator.impact;

import static java.util.Objects.requireNonNull;

import dev.tally.edl.compat.Change;
import dev.tally.edl.compat.Change.Element;
import dev.tally.edl.model.Aggregate;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Metric;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A metric that does not stay what it is: it comes or goes, or is declared otherwise, or an
 * attribute or a metric that it is computed of changes. By name: a metric that is called otherwise
 * has series of its own.
 *
 * @param kind ADDED, CHANGED or REMOVED
 * @param reason what of it changes
 */
record MetricChange(
    String name, ImpactKind kind, String reason, Optional<Metric> before, Optional<Metric> after) {
  MetricChange {
    requireNonNull(name);
    requireNonNull(kind);
    requireNonNull(reason);
    requireNonNull(before);
    requireNonNull(after);
  }

  /**
   * In the order of declaration, those that go first.
   *
   * @param changes of the event type
   * @param touched attributes, see {@link TouchedAttributes}
   */
  static List<MetricChange> of(
      ChangedType type, List<Change> changes, Map<String, String> touched) {
    List<Metric> before = type.before().map(EventType::metrics).orElse(List.of());
    List<Metric> after = type.after().map(EventType::metrics).orElse(List.of());
    Map<String, Metric> old = byName(before);
    Map<String, Metric> now = byName(after);
    Map<String, String> reasons = reasons(type.name(), changes, old, now, touched);
    Set<String> names = new LinkedHashSet<>(old.keySet());
    names.addAll(now.keySet());
    List<MetricChange> found = new ArrayList<>();
    for (String name : names) {
      Optional<Metric> was = Optional.ofNullable(old.get(name));
      Optional<Metric> is = Optional.ofNullable(now.get(name));
      if (was.isEmpty() || is.isEmpty() || reasons.containsKey(name)) {
        found.add(new MetricChange(name, kind(was, is), reasons.getOrDefault(name, ""), was, is));
      }
    }
    return found;
  }

  private static ImpactKind kind(Optional<Metric> was, Optional<Metric> is) {
    if (was.isPresent() && is.isPresent()) {
      return ImpactKind.CHANGED;
    }
    return is.isPresent() ? ImpactKind.ADDED : ImpactKind.REMOVED;
  }

  private static Map<String, Metric> byName(List<Metric> metrics) {
    Map<String, Metric> byName = new LinkedHashMap<>();
    metrics.forEach(metric -> byName.put(metric.name(), metric));
    return byName;
  }

  private static Map<String, String> reasons(
      String eventType,
      List<Change> changes,
      Map<String, Metric> old,
      Map<String, Metric> now,
      Map<String, String> touched) {
    Map<String, String> reasons = new LinkedHashMap<>();
    for (Change change : changes) {
      if (change.element() == Element.METRIC && change.kind() == Change.Kind.CHANGED) {
        String name = change.subject().substring(eventType.length() + 1);
        if (change.property().equals("name")) {
          add(reasons, name, "is called " + change.after());
          add(reasons, change.after(), "was called " + name);
        } else if (!change.property().equals("description")) {
          add(reasons, name, Reasons.of(change));
        }
      }
    }
    for (Metric metric : old.values()) {
      if (now.containsKey(metric.name())) {
        AttributeUses.of(metric).stream()
            .filter(touched::containsKey)
            .map(attribute -> touched.getOrDefault(attribute, ""))
            .forEach(reason -> add(reasons, metric.name(), reason));
      }
    }
    for (Metric metric : now.values()) {
      if (old.containsKey(metric.name()) && metric.aggregate() instanceof Aggregate.Derived of) {
        String operands =
            of.metrics().stream()
                .filter(reasons::containsKey)
                .distinct()
                .collect(Collectors.joining(", "));
        if (!operands.isEmpty()) {
          add(reasons, metric.name(), "is computed of " + operands + ", which changes");
        }
      }
    }
    return reasons;
  }

  private static void add(Map<String, String> reasons, String metric, String reason) {
    reasons.merge(metric, reason, (a, b) -> a + "; " + b);
  }
}
