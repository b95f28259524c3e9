package dev.tally.collector.grpc;

import com.google.protobuf.Any;
import com.google.rpc.RetryInfo;
import dev.tally.collector.admission.Admission;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.protobuf.ProtoUtils;
import java.time.Duration;

/** The one place that turns a failure into how a gRPC stream ends; see ingest.proto. */
final class Refusal {
  static final Metadata.Key<String> RETRY_AFTER =
      Metadata.Key.of("tally-retry-after-ms", Metadata.ASCII_STRING_MARSHALLER);

  /** The {@link ErrorCode}'s name. */
  static final Metadata.Key<String> CODE =
      Metadata.Key.of("tally-code", Metadata.ASCII_STRING_MARSHALLER);

  /** The same as {@link #RETRY_AFTER}, for those who read gRPC's richer error model. */
  private static final Metadata.Key<com.google.rpc.Status> DETAILS =
      Metadata.Key.of(
          "grpc-status-details-bin",
          ProtoUtils.metadataMarshaller(com.google.rpc.Status.getDefaultInstance()));

  private Refusal() {}

  static Status status(TallyException failure) {
    Status status =
        switch (failure.code().category()) {
          case USER ->
              failure.code() == ErrorCode.UNAUTHORIZED
                  ? Status.UNAUTHENTICATED
                  : Status.INVALID_ARGUMENT;
          case CAPACITY -> isFull(failure.code()) ? Status.RESOURCE_EXHAUSTED : Status.UNAVAILABLE;
          case INTERNAL ->
              failure.code() == ErrorCode.JOURNAL_FAILED ? Status.UNAVAILABLE : Status.INTERNAL;
        };
    return status.withDescription(failure.getMessage());
  }

  static Metadata trailers(TallyException failure) {
    Metadata trailers = new Metadata();
    trailers.put(CODE, failure.code().name());
    if (isFull(failure.code())) {
      Duration wait = failure.retryAfter().orElse(Admission.RETRY_AFTER_DEFAULT);
      trailers.put(RETRY_AFTER, Long.toString(wait.toMillis()));
      trailers.put(DETAILS, details(failure, wait));
    }
    return trailers;
  }

  private static boolean isFull(ErrorCode code) {
    return code == ErrorCode.JOURNAL_FULL
        || code == ErrorCode.COLLECTOR_BUSY
        || code == ErrorCode.QUOTA_EXCEEDED;
  }

  private static com.google.rpc.Status details(TallyException failure, Duration wait) {
    RetryInfo info =
        RetryInfo.newBuilder()
            .setRetryDelay(
                com.google.protobuf.Duration.newBuilder()
                    .setSeconds(wait.toSeconds())
                    .setNanos(wait.toNanosPart()))
            .build();
    return com.google.rpc.Status.newBuilder()
        .setCode(status(failure).getCode().value())
        .setMessage(String.valueOf(failure.getMessage()))
        .addDetails(Any.pack(info))
        .build();
  }
}
