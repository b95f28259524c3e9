package dev.tally.collector;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The status as metrics. The counters go on where they stood before a restart: they belong to the
 * journal, not to the process.
 */
final class CollectorMeters {
  private final MeterRegistry registry;
  private final Collector collector;
  private final List<Meter> meters = new ArrayList<>();

  CollectorMeters(MeterRegistry registry, Collector collector) {
    this.registry = registry;
    this.collector = collector;
    counter("accepted", "Events put into the journal", CollectorStatus::accepted);
    counter("stored", "Events inserted into the raw table", CollectorStatus::stored);
    counter("rejected", "Events put into events_rejected", CollectorStatus::rejected);
    counter("set.aside", "Events lost to damage of the journal", CollectorStatus::setAside);
    gauge("pending", "Events still in the journal", CollectorStatus::pending);
    gauge("journal.bytes", "Bytes of the journal's segments", CollectorStatus::journalBytes);
    gauge("journal.bytes.max", "The journal's limit", CollectorStatus::journalBytesMax);
    gauge("journal.damaged.bytes", "Unreadable since this start", CollectorStatus::damagedBytes);
    gauge(
        "journal.failing",
        "1 while the journal can't be written",
        status -> status.journalFails() ? 1 : 0);
  }

  private void counter(String name, String description, ToDoubleFunction<CollectorStatus> value) {
    meters.add(
        FunctionCounter.builder(
                "tally.collector." + name, collector, c -> value.applyAsDouble(c.status()))
            .description(description)
            .register(registry));
  }

  private void gauge(String name, String description, ToDoubleFunction<CollectorStatus> value) {
    meters.add(
        Gauge.builder("tally.collector." + name, collector, c -> value.applyAsDouble(c.status()))
            .description(description)
            .register(registry));
  }

  void remove() {
    meters.forEach(registry::remove);
  }
}
