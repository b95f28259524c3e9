package dev.tally.collector.grpc;

import dev.tally.error.ErrorCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

/** What happened at the edge. */
public final class IngestCounters {
  private final MeterRegistry meters;
  private final Counter batches;
  private final Counter repeats;
  private final Counter bytes;

  public IngestCounters(MeterRegistry meters) {
    this.meters = meters;
    this.batches = meters.counter("tally_ingest_batches_total");
    this.repeats = meters.counter("tally_ingest_repeated_batches_total");
    this.bytes = meters.counter("tally_ingest_bytes_total");
  }

  void acknowledged(boolean repeat, int batchBytes) {
    (repeat ? repeats : batches).increment();
    bytes.increment(batchBytes);
  }

  void refused(ErrorCode code) {
    meters.counter("tally_ingest_refused_batches_total", Tags.of("code", code.name())).increment();
  }
}
