package dev.tally.collector.http;

import dev.tally.error.ErrorCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** What the HTTP edge counts, since the start of the process. */
final class HttpMeters {
  private final MeterRegistry registry;
  private final Counter accepted;
  private final Counter repeated;
  private final Counter bytes;

  HttpMeters(MeterRegistry registry) {
    this.registry = registry;
    accepted = counter("events", "Events that came over HTTP and are in the journal");
    repeated = counter("events.repeated", "Events that were dropped: their ids had been there");
    bytes = counter("bytes", "Bytes of bodies, decompressed");
  }

  private Counter counter(String name, String description) {
    return Counter.builder("tally.collector.http." + name)
        .description(description)
        .register(registry);
  }

  void accepted(int events, int repeats) {
    accepted.increment((double) events - repeats);
    repeated.increment(repeats);
  }

  void rejected(ErrorCode code) {
    registry.counter("tally.collector.http.events.rejected", "code", code.name()).increment();
  }

  void read(int count) {
    bytes.increment(count);
  }

  void answered(int status) {
    registry
        .counter("tally.collector.http.requests", "status", Integer.toString(status))
        .increment();
  }
}
