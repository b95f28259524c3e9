package dev.tally.edl.load;

import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.Metric;
import dev.tally.edl.proto.Edl;
import dev.tally.edl.proto.MetricOptions;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads the metrics of one event type. */
final class MetricsReader {
  private final EventScope scope;
  private final List<Attribute> attributes;

  MetricsReader(EventScope scope, List<Attribute> attributes) {
    this.scope = scope;
    this.attributes = attributes;
  }

  List<Metric> read() {
    List<MetricOptions> declared = scope.message().getOptions().getExtension(Edl.metric);
    if (declared.size() > EdlLimits.EVENT_TYPE_METRICS_MAX) {
      scope.refuse(
          "%s has more than %d metrics"
              .formatted(scope.eventType(), EdlLimits.EVENT_TYPE_METRICS_MAX));
      return List.of();
    }
    Map<Integer, Metric> metrics = new TreeMap<>();
    Set<Integer> unique = unique(declared);
    for (int i : unique) {
      if (!DerivedReader.reads(declared.get(i))) {
        read(declared.get(i), i, Siblings.NONE).ifPresent(metric -> metrics.put(i, metric));
      }
    }
    // What is computed of others may stand before them.
    Siblings siblings = siblings(declared, metrics.values());
    for (int i : unique) {
      if (DerivedReader.reads(declared.get(i))) {
        read(declared.get(i), i, siblings).ifPresent(metric -> metrics.put(i, metric));
      }
    }
    return List.copyOf(metrics.values());
  }

  /** Indexes of those whose name no earlier one has. */
  private Set<Integer> unique(List<MetricOptions> declared) {
    Set<Integer> unique = new TreeSet<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < declared.size(); i++) {
      String name = declared.get(i).getName();
      if (name.isEmpty() || names.add(name)) {
        unique.add(i);
      } else {
        scope.conflict(
            place(i).position("name"),
            "%s has two metrics '%s'".formatted(scope.eventType(), name));
      }
    }
    return unique;
  }

  private Optional<Metric> read(MetricOptions options, int index, Siblings siblings) {
    Optional<Metric> metric =
        new MetricReader(scope, attributes, options, place(index), siblings).read();
    if (metric.isEmpty()) {
      scope.lost().addAll(options.getName());
    }
    return metric;
  }

  private OptionPlace place(int index) {
    return scope.option(MetricOptions.getDescriptor(), Edl.METRIC_FIELD_NUMBER, index);
  }

  private static Siblings siblings(List<MetricOptions> declared, Collection<Metric> metrics) {
    return new Siblings(
        metrics.stream().collect(Collectors.toMap(Metric::name, Function.identity())),
        declared.stream()
            .filter(DerivedReader::reads)
            .map(MetricOptions::getName)
            .filter(name -> !name.isEmpty())
            .collect(Collectors.toSet()));
  }
}
