package dev.tally.edl.load;

import dev.tally.edl.model.AlertRule;
import dev.tally.edl.model.Metric;
import dev.tally.edl.proto.AlertOptions;
import dev.tally.edl.proto.Edl;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the alerts of one event type. */
final class AlertsReader {
  private final EventScope scope;
  private final List<Metric> metrics;

  AlertsReader(EventScope scope, List<Metric> metrics) {
    this.scope = scope;
    this.metrics = metrics;
  }

  List<AlertRule> read() {
    List<AlertOptions> declared = scope.message().getOptions().getExtension(Edl.alert);
    if (declared.size() > EdlLimits.EVENT_TYPE_ALERTS_MAX) {
      scope.refuse(
          "%s has more than %d alerts"
              .formatted(scope.eventType(), EdlLimits.EVENT_TYPE_ALERTS_MAX));
      return List.of();
    }
    List<AlertRule> alerts = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < declared.size(); i++) {
      OptionPlace place = scope.option(AlertOptions.getDescriptor(), Edl.ALERT_FIELD_NUMBER, i);
      Optional<AlertRule> alert = new AlertReader(scope, metrics, declared.get(i), place).read();
      if (alert.isPresent() && !names.add(alert.get().name())) {
        scope.conflict(
            place.position("name"),
            "%s has two alerts '%s'; give them names"
                .formatted(scope.eventType(), alert.get().name()));
      }
      alert.ifPresent(alerts::add);
    }
    return alerts;
  }
}
