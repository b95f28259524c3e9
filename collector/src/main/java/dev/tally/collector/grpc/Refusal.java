package dev.tally.collector.grpc;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import io.grpc.Metadata;
import io.grpc.Status;

/** The one place that turns a failure into how a gRPC stream ends; see ingest.proto. */
final class Refusal {
  /** When a producer should come back to a collector that is full. */
  static final int RETRY_AFTER_MS = 1_000;

  static final Metadata.Key<String> RETRY_AFTER =
      Metadata.Key.of("tally-retry-after-ms", Metadata.ASCII_STRING_MARSHALLER);

  /** The {@link ErrorCode}'s name. */
  static final Metadata.Key<String> CODE =
      Metadata.Key.of("tally-code", Metadata.ASCII_STRING_MARSHALLER);

  private Refusal() {}

  static Status status(TallyException failure) {
    Status status =
        switch (failure.code().category()) {
          case USER -> Status.INVALID_ARGUMENT;
          case CAPACITY ->
              failure.code() == ErrorCode.JOURNAL_FULL
                  ? Status.RESOURCE_EXHAUSTED
                  : Status.UNAVAILABLE;
          case INTERNAL ->
              failure.code() == ErrorCode.JOURNAL_FAILED ? Status.UNAVAILABLE : Status.INTERNAL;
        };
    return status.withDescription(failure.getMessage());
  }

  static Metadata trailers(TallyException failure) {
    Metadata trailers = new Metadata();
    trailers.put(CODE, failure.code().name());
    if (failure.code() == ErrorCode.JOURNAL_FULL) {
      trailers.put(RETRY_AFTER, Integer.toString(RETRY_AFTER_MS));
    }
    return trailers;
  }
}
