package dev.tally.collector.admission;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** What was held back, shed and over its quota, since the start of the process. */
final class AdmissionMeters {
  private final MeterRegistry registry;
  private final List<Meter> gauges = new ArrayList<>();

  AdmissionMeters(MeterRegistry registry, Admission admission) {
    this.registry = registry;
    gauge(
        admission,
        "in.flight.bytes",
        "Bytes that came in and are not on disk",
        a -> a.inFlight().bytes());
    gauge(admission, "in.flight.bytes.max", "Their limit", a -> a.settings().bytesInFlightMax());
    gauge(admission, "streams.held", "Streams that are held back now", Admission::heldCount);
    gauge(admission, "shedding", "1 while best-effort events are shed", a -> a.sheds() ? 1 : 0);
  }

  private void gauge(
      Admission admission, String name, String description, ToDoubleFunction<Admission> value) {
    gauges.add(
        Gauge.builder("tally.collector." + name, admission, value)
            .description(description)
            .register(registry));
  }

  void held(Barrier barrier) {
    registry
        .counter("tally.collector.holds", "reason", barrier.name().toLowerCase(Locale.ROOT))
        .increment();
  }

  /** Names of published event types only. */
  void shed(String eventType, int events) {
    registry.counter("tally.collector.shed", "event", eventType).increment(events);
  }

  void quotaExceeded(String key) {
    registry.counter("tally.collector.quota.exceeded", "key", key).increment();
  }

  void remove() {
    gauges.forEach(registry::remove);
  }
}
