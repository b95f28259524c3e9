package dev.tally.app.bench;

import dev.tally.app.demo.DemoEdl;
import dev.tally.edl.model.EdlFile;
import dev.tally.edl.model.EventType;
import java.util.List;
import java.util.Set;

/** The demo's EDL, and what it may have been before most of its metrics were thought of. */
final class FlightsEdl {
  static final String EVENT = "flights.FlightDeparted";
  private static final Set<String> EARLY_METRICS = Set.of("departures", "late_departures");

  private FlightsEdl() {}

  static List<EdlFile> full() {
    return DemoEdl.load();
  }

  static List<EdlFile> early() {
    return full().stream()
        .map(
            file ->
                new EdlFile(
                    file.path(),
                    file.protoPackage(),
                    file.javaPackage(),
                    file.source(),
                    file.eventTypes().stream().map(FlightsEdl::early).toList()))
        .toList();
  }

  private static EventType early(EventType type) {
    return type.withMetrics(
        type.metrics().stream().filter(metric -> EARLY_METRICS.contains(metric.name())).toList());
  }
}
