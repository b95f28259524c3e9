package dev.tally.aggregator.impact;

import dev.tally.aggregator.impact.EventTypeImpact.AlertImpact;
import dev.tally.edl.compat.Change;
import dev.tally.edl.compat.Change.Element;
import dev.tally.edl.model.AlertRule;
import dev.tally.edl.model.EventType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The alerts that come, go, are declared otherwise, or watch a metric that changes. */
final class AlertChanges {
  private AlertChanges() {}

  /** In the order of declaration, those that go first. */
  static List<AlertImpact> of(TypeDifference difference) {
    ChangedType type = difference.type();
    Map<String, AlertRule> before = byName(type.before());
    Map<String, AlertRule> after = byName(type.after());
    Map<String, MetricChange> changed =
        difference.metrics().stream()
            .collect(Collectors.toMap(MetricChange::name, Function.identity()));
    Set<String> names = new LinkedHashSet<>(before.keySet());
    names.addAll(after.keySet());
    List<AlertImpact> found = new ArrayList<>();
    for (String name : names) {
      AlertRule was = before.get(name);
      AlertRule is = after.get(name);
      if (is == null) {
        found.add(new AlertImpact(name, ImpactKind.REMOVED, "nothing declares it any more"));
      } else if (was == null) {
        found.add(new AlertImpact(name, ImpactKind.ADDED, "watches " + is.metric()));
      } else if (!was.equals(is)) {
        found.add(
            new AlertImpact(
                name, ImpactKind.CHANGED, reason(type.name() + "." + name, difference.changes())));
      } else {
        Optional.ofNullable(changed.get(is.metric()))
            .map(metric -> "its metric " + metric.name() + " changes: " + metric.reason())
            .ifPresent(reason -> found.add(new AlertImpact(name, ImpactKind.AFFECTED, reason)));
      }
    }
    return found;
  }

  private static Map<String, AlertRule> byName(Optional<EventType> type) {
    Map<String, AlertRule> byName = new LinkedHashMap<>();
    type.ifPresent(t -> t.alerts().forEach(alert -> byName.put(alert.name(), alert)));
    return byName;
  }

  private static String reason(String subject, List<Change> changes) {
    return changes.stream()
        .filter(change -> change.element() == Element.ALERT && change.subject().equals(subject))
        .map(Reasons::of)
        .collect(Collectors.joining("; "));
  }
}
