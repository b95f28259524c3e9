package dev.tally.collector.grpc;

import dev.tally.error.ErrorCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** What the edge counts: batches, since the start of the process. */
final class IngestMeters {
  private final MeterRegistry registry;
  private final Counter accepted;
  private final Counter repeated;

  IngestMeters(MeterRegistry registry) {
    this.registry = registry;
    accepted =
        Counter.builder("tally.collector.batches")
            .description("Batches put into the journal")
            .register(registry);
    repeated =
        Counter.builder("tally.collector.batches.repeated")
            .description("Batches acknowledged and dropped: they had been journaled before")
            .register(registry);
  }

  void accepted(boolean repeat) {
    (repeat ? repeated : accepted).increment();
  }

  void refused(ErrorCode code) {
    registry.counter("tally.collector.streams.refused", "code", code.name()).increment();
  }
}
