package dev.tally.edl.load;

import dev.tally.edl.model.Metric;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The metrics of an event type that another one can be computed of.
 *
 * @param metrics by name, none of them derived
 * @param derived names of those that are
 */
record Siblings(Map<String, Metric> metrics, Set<String> derived) {
  static final Siblings NONE = new Siblings(Map.of(), Set.of());

  Siblings {
    metrics = Map.copyOf(metrics);
    derived = Set.copyOf(derived);
  }

  Optional<Metric> find(String name) {
    return Optional.ofNullable(metrics.get(name));
  }

  List<String> names() {
    return metrics.keySet().stream().sorted().toList();
  }
}
