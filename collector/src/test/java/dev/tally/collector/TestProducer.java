package dev.tally.collector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.ingest.v1.Batch;
import dev.tally.ingest.v1.BatchAck;
import dev.tally.ingest.v1.IngestGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A producer by the generated stubs: what is not acknowledged, it sends again on the next stream.
 */
public final class TestProducer implements AutoCloseable {
  public final UUID id;
  private ManagedChannel channel;
  private final SequencedMap<Long, Batch> unacknowledged = new TreeMap<>();
  private final List<Long> acknowledged = new ArrayList<>();
  private @Nullable StreamObserver<Batch> stream;
  private @Nullable StatusRuntimeException failure;
  private boolean completed;
  private long lastNumber;
  private long shed;

  public TestProducer(int port, UUID id) {
    this.id = id;
    channel = channel(port);
  }

  private static ManagedChannel channel(int port) {
    return NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
  }

  /** Turns to a collector at another port, with all that is not acknowledged. */
  public TestProducer at(int port) {
    close();
    Awaitility.await().until(this::isIdle);
    synchronized (this) {
      channel = channel(port);
    }
    return this;
  }

  private final class Acknowledgements implements StreamObserver<BatchAck> {
    @Override
    public void onNext(BatchAck ack) {
      synchronized (TestProducer.this) {
        acknowledged.add(ack.getNumber());
        shed += ack.getShed();
        unacknowledged.remove(ack.getNumber());
      }
    }

    @Override
    public void onError(Throwable t) {
      synchronized (TestProducer.this) {
        failure = (StatusRuntimeException) t;
        stream = null;
      }
    }

    @Override
    public void onCompleted() {
      synchronized (TestProducer.this) {
        completed = true;
        stream = null;
      }
    }
  }

  /** Opens a stream and sends again what is not acknowledged, oldest first. */
  public synchronized void connect() {
    failure = null;
    completed = false;
    StreamObserver<Batch> opened =
        IngestGrpc.newStub(channel).withWaitForReady().send(new Acknowledgements());
    stream = opened;
    unacknowledged.replaceAll((number, batch) -> again(batch));
    unacknowledged.values().forEach(opened::onNext);
  }

  private static Batch again(Batch batch) {
    return batch.toBuilder().setAttempt(batch.getAttempt() + 1).build();
  }

  /** Sends a batch, on the stream if there is one. */
  public synchronized void send(Batch batch) {
    lastNumber = batch.getNumber();
    unacknowledged.put(batch.getNumber(), batch);
    if (stream != null) {
      stream.onNext(batch);
    }
  }

  /** Sends the next {@code batches} of so many clicks. */
  public void sendClicks(int batches, int events) {
    for (int i = 0; i < batches; i++) {
      send(Samples.batch(id, nextNumber(), events));
    }
  }

  public synchronized long nextNumber() {
    return lastNumber + 1;
  }

  /** Sends a copy that nobody asked for. */
  public synchronized void sendCopy(Batch batch) {
    assertThat(stream).isNotNull();
    if (stream != null) {
      stream.onNext(again(batch));
    }
  }

  public synchronized void halfClose() {
    if (stream != null) {
      stream.onCompleted();
    }
  }

  public synchronized int waiting() {
    return unacknowledged.size();
  }

  public synchronized List<Long> acknowledged() {
    return List.copyOf(acknowledged);
  }

  /** Events that were shed, by the acknowledgements. */
  public synchronized long shed() {
    return shed;
  }

  public synchronized long waitingBytes() {
    return unacknowledged.values().stream().mapToLong(Batch::getSerializedSize).sum();
  }

  public synchronized boolean isCompleted() {
    return completed;
  }

  public void awaitAcknowledged() {
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> waiting() == 0);
  }

  /** Connects again and again until everything is acknowledged. */
  public void insist() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              if (waiting() > 0 && isIdle()) {
                connect();
              }
              return waiting() == 0;
            });
  }

  private synchronized boolean isIdle() {
    return stream == null;
  }

  /** How the stream ended. */
  public StatusRuntimeException awaitFailure() {
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> failure() != null);
    StatusRuntimeException seen = failure();
    return seen == null ? new StatusRuntimeException(Status.UNKNOWN) : seen;
  }

  public boolean isRefused() {
    return failure() != null;
  }

  /** Everything is acknowledged, or nothing more will be. */
  public void awaitAnswer() {
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> waiting() == 0 || isRefused());
  }

  private synchronized @Nullable StatusRuntimeException failure() {
    return failure;
  }

  public synchronized void forget(long number) {
    unacknowledged.remove(number);
  }

  @Override
  public void close() {
    channel.shutdownNow();
    try {
      channel.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
