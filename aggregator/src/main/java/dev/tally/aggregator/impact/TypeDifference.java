package dev.tally.aggregator.impact;

import static java.util.Objects.requireNonNull;

import dev.tally.edl.compat.Change;
import java.util.List;
import java.util.Map;

/**
 * What is different in an event type that changes.
 *
 * @param changes empty where it comes or goes
 * @param touched attributes, see {@link TouchedAttributes}
 */
record TypeDifference(
    ChangedType type,
    List<Change> changes,
    Map<String, String> touched,
    List<MetricChange> metrics) {
  TypeDifference {
    requireNonNull(type);
    changes = List.copyOf(changes);
    touched = Map.copyOf(touched);
    metrics = List.copyOf(metrics);
  }

  static TypeDifference of(ChangedType type) {
    List<Change> changes = type.changes();
    Map<String, String> touched =
        type.before().map(before -> TouchedAttributes.of(before, changes)).orElse(Map.of());
    return new TypeDifference(type, changes, touched, MetricChange.of(type, changes, touched));
  }

  String name() {
    return type.name();
  }
}
