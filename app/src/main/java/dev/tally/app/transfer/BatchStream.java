package dev.tally.app.transfer;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.ingest.v1.Batch;
import dev.tally.ingest.v1.BatchAck;
import dev.tally.ingest.v1.IngestGrpc;
import io.grpc.ManagedChannel;
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
 * knows them. A stream that breaks is opened again with what is not acknowledged.
 */
final class BatchStream implements AutoCloseable {
  private static final int WINDOW_BATCHES = 16;
  private static final Duration ANSWER_TIME_MAX = Duration.ofMinutes(5);
  private static final Duration RETRY_INTERVAL = Duration.ofSeconds(1);

  private final ManagedChannel channel;
  private final SequencedMap<Long, Batch> unacknowledged = new TreeMap<>();
  private @Nullable StreamObserver<Batch> stream;
  private @Nullable Status failure;
  private long acknowledged;

  BatchStream(String target) {
    channel = NettyChannelBuilder.forTarget(target).usePlaintext().build();
  }

  /** Of one opened stream; what a stream says after it broke is about nothing. */
  private final class Acknowledgements implements StreamObserver<BatchAck> {
    @Override
    public void onNext(BatchAck ack) {
      synchronized (BatchStream.this) {
        unacknowledged.remove(ack.getNumber());
        acknowledged = Math.max(acknowledged, ack.getNumber());
        BatchStream.this.notifyAll();
      }
    }

    @Override
    public void onError(Throwable thrown) {
      ended(Status.fromThrowable(thrown));
    }

    @Override
    public void onCompleted() {
      ended(Status.UNAVAILABLE.withDescription("the collector ended the stream"));
    }

    private void ended(Status status) {
      synchronized (BatchStream.this) {
        failure = status;
        stream = null;
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
    awaitAtMost(WINDOW_BATCHES - 1);
    unacknowledged.put(batch.getNumber(), batch);
    StreamObserver<Batch> open = stream;
    if (open == null) {
      connect();
    } else {
      open.onNext(batch);
    }
  }

  /** Waits until everything is acknowledged. */
  synchronized void flush() {
    awaitAtMost(0);
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
    unacknowledged.replaceAll(
        (number, batch) -> batch.toBuilder().setAttempt(batch.getAttempt() + 1).build());
  }

  private void awaitAtMost(int batches) {
    long deadline = System.nanoTime() + ANSWER_TIME_MAX.toNanos();
    try {
      while (unacknowledged.size() > batches) {
        if (System.nanoTime() - deadline > 0) {
          throw new TallyException(
              ErrorCode.ENGINE_UNAVAILABLE,
              "the collector has not answered for %d min%s; run the import again to go on"
                  .formatted(ANSWER_TIME_MAX.toMinutes(), failure == null ? "" : ": " + failure));
        }
        Status ended = failure;
        if (ended != null && ended.getCode() == Status.Code.INVALID_ARGUMENT) {
          throw new TallyException(
              ErrorCode.BATCH_MALFORMED, "the collector refuses: " + ended.getDescription());
        }
        wait(RETRY_INTERVAL.toMillis());
        if (stream == null && !unacknowledged.isEmpty()) {
          connect();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TallyException(ErrorCode.INTERNAL, "interrupted", e);
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
