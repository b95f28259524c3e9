package dev.tally.app.transfer;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.ingest.v1.Batch;
import dev.tally.ingest.v1.BatchAck;
import dev.tally.ingest.v1.IngestGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends numbered batches to a collector and waits when too many are not acknowledged. The SDK's
 * client cuts its batches by time; an import's must be the same each time, so that the collector
 * knows them. A stream that breaks is opened again, after the time that the collector asks for,
 * with what is not acknowledged.
 */
final class BatchStream implements AutoCloseable {
  private static final int WINDOW_BATCHES = 16;
  private static final long WINDOW_BYTES = 8 << 20;
  private static final Duration ANSWER_TIME_MAX = Duration.ofMinutes(5);
  private static final Duration RETRY_INTERVAL = Duration.ofSeconds(1);
  private static final Metadata.Key<String> RETRY_AFTER =
      Metadata.Key.of("tally-retry-after-ms", Metadata.ASCII_STRING_MARSHALLER);

  private final ManagedChannel channel;
  private final SequencedMap<Long, Batch> unacknowledged = new TreeMap<>();
  private long unacknowledgedBytes;
  private @Nullable StreamObserver<Batch> stream;
  private @Nullable Status failure;
  private long retryNanos = System.nanoTime();
  private long answeredNanos = System.nanoTime();
  private long acknowledged;

  BatchStream(String target) {
    channel = NettyChannelBuilder.forTarget(target).usePlaintext().build();
  }

  /** Of one opened stream; what a stream says after it broke is about nothing. */
  private final class Acknowledgements implements StreamObserver<BatchAck> {
    @Override
    public void onNext(BatchAck ack) {
      synchronized (BatchStream.this) {
        Batch known = unacknowledged.remove(ack.getNumber());
        unacknowledgedBytes -= known == null ? 0 : known.getSerializedSize();
        acknowledged = Math.max(acknowledged, ack.getNumber());
        answeredNanos = System.nanoTime();
        BatchStream.this.notifyAll();
      }
    }

    @Override
    public void onError(Throwable thrown) {
      ended(Status.fromThrowable(thrown), retryAfter(Status.trailersFromThrowable(thrown)));
    }

    @Override
    public void onCompleted() {
      ended(Status.UNAVAILABLE.withDescription("the collector ended the stream"), RETRY_INTERVAL);
    }

    private static Duration retryAfter(@Nullable Metadata trailers) {
      String asked = trailers == null ? null : trailers.get(RETRY_AFTER);
      return asked != null && asked.matches("[0-9]{1,9}")
          ? Duration.ofMillis(Long.parseLong(asked))
          : RETRY_INTERVAL;
    }

    private void ended(Status status, Duration retryAfter) {
      synchronized (BatchStream.this) {
        failure = status;
        stream = null;
        retryNanos = System.nanoTime() + retryAfter.toNanos();
        // All of them were on their way: another collector must know that they may have a twin.
        unacknowledged.replaceAll(
            (number, batch) -> batch.toBuilder().setAttempt(batch.getAttempt() + 1).build());
        BatchStream.this.notifyAll();
      }
    }
  }

  /**
   * Sends a batch, once there is room for it. One thread.
   *
   * @throws TallyException BATCH_MALFORMED when the collector can't read one, ENGINE_UNAVAILABLE
   *     when it does not answer
   */
  synchronized void send(Batch batch) {
    awaitAtMost(WINDOW_BATCHES - 1, WINDOW_BYTES);
    unacknowledged.put(batch.getNumber(), batch);
    unacknowledgedBytes += batch.getSerializedSize();
    StreamObserver<Batch> open = stream;
    if (open == null) {
      connect();
    } else {
      open.onNext(batch);
    }
  }

  /** Waits until everything is acknowledged. */
  synchronized void flush() {
    awaitAtMost(0, WINDOW_BYTES);
  }

  /** The highest number that is acknowledged. */
  synchronized long acknowledged() {
    return acknowledged;
  }

  private void connect() {
    failure = null;
    StreamObserver<Batch> opened =
        IngestGrpc.newStub(channel).withWaitForReady().send(new Acknowledgements());
    stream = opened;
    unacknowledged.values().forEach(opened::onNext);
  }

  private void awaitAtMost(int batches, long bytes) {
    long since = System.nanoTime();
    try {
      while ((stream == null && !unacknowledged.isEmpty())
          || unacknowledged.size() > batches
          || unacknowledgedBytes > bytes) {
        check(since);
        long early = Math.min(retryNanos - System.nanoTime(), RETRY_INTERVAL.toNanos());
        if (stream != null) {
          wait(RETRY_INTERVAL.toMillis());
        } else if (early > 0) {
          TimeUnit.NANOSECONDS.timedWait(this, early);
        } else {
          connect();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TallyException(ErrorCode.INTERNAL, "interrupted", e);
    }
  }

  private void check(long since) {
    Status ended = failure;
    if (ended != null && ended.getCode() == Status.Code.INVALID_ARGUMENT) {
      throw new TallyException(
          ErrorCode.BATCH_MALFORMED, "the collector refuses: " + ended.getDescription());
    }
    long silent = System.nanoTime() - (answeredNanos - since > 0 ? answeredNanos : since);
    if (silent > ANSWER_TIME_MAX.toNanos()) {
      throw new TallyException(
          ErrorCode.ENGINE_UNAVAILABLE,
          "the collector has not answered for %d min%s; run the import again to go on"
              .formatted(ANSWER_TIME_MAX.toMinutes(), ended == null ? "" : ": " + ended));
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
    try {
      channel.awaitTermination(RETRY_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
