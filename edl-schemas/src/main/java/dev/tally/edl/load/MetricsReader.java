package dev.tally.edl.load;

import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.Metric;
import dev.tally.edl.proto.Edl;
import dev.tally.edl.proto.MetricOptions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
    List<Metric> metrics = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < declared.size(); i++) {
      OptionPlace place = scope.option(MetricOptions.getDescriptor(), Edl.METRIC_FIELD_NUMBER, i);
      String name = declared.get(i).getName();
      if (!name.isEmpty() && !names.add(name)) {
        scope.conflict(
            place.position("name"), "%s has two metrics '%s'".formatted(scope.eventType(), name));
      } else {
        Optional<Metric> metric =
            new MetricReader(scope, attributes, declared.get(i), place).read();
        metric.ifPresentOrElse(metrics::add, () -> scope.lost().addAll(name));
      }
    }
    return metrics;
  }
}
