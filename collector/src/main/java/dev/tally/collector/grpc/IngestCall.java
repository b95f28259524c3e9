package dev.tally.collector.grpc;

import dev.tally.collector.batch.BatchReader;
import dev.tally.collector.journal.Journal;
import dev.tally.collector.journal.Submission;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.time.Clock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One producer's stream. A batch is asked for only while few are on their way to the disk, and
 * while the producer takes its acknowledgements. After a refusal nothing more is read, what was
 * taken is still acknowledged, and then the stream ends: the batch refused is the first without an
 * acknowledgement.
 *
 * <p>Messages come on the connection's thread, acknowledgements from the journal's; this object's
 * monitor guards the call.
 */
final class IngestCall extends ServerCall.Listener<byte[]> {
  /** Most batches of one stream between arrival and disk. */
  static final int STREAM_BATCHES_MAX = 64;

  /** No further batch of a stream is asked for while so many of its bytes are not on disk. */
  static final int STREAM_BYTES_MAX = 16 << 20;

  private final ServerCall<byte[], Long> call;
  private final Journal journal;
  private final Clock clock;
  private final int batchBytesMax;
  private final IngestMeters meters;
  private final Consumer<IngestCall> ended;
  private final BatchReader reader = new BatchReader();

  private int batches;
  private long bytes;
  private boolean asked;
  private boolean halfClosed;
  private boolean closed;
  private @Nullable TallyException failure;

  IngestCall(
      ServerCall<byte[], Long> call,
      Journal journal,
      Clock clock,
      int batchBytesMax,
      IngestMeters meters,
      Consumer<IngestCall> ended) {
    this.call = call;
    this.journal = journal;
    this.clock = clock;
    this.batchBytesMax = batchBytesMax;
    this.meters = meters;
    this.ended = ended;
  }

  synchronized void begin() {
    call.sendHeaders(new Metadata());
    askForMore();
  }

  @Override
  public synchronized void onMessage(byte[] batch) {
    asked = false;
    if (closed || failure != null) {
      return;
    }
    try {
      submit(batch);
      askForMore();
    } catch (TallyException e) {
      fail(e);
    }
  }

  private void submit(byte[] batch) {
    if (batch.length > batchBytesMax) {
      throw new TallyException(
          ErrorCode.BATCH_TOO_LARGE,
          "the batch has " + batch.length + " bytes; at most " + batchBytesMax);
    }
    reader.open(batch, 0, batch.length);
    long number = reader.number();
    journal.append(
        new Submission(
            reader.producerHigh(),
            reader.producerLow(),
            number,
            clock.millis(),
            reader.eventCount(),
            batch,
            new Submission.Completion() {
              @Override
              public void durable(boolean repeat) {
                meters.accepted(repeat);
                acknowledge(number, batch.length);
              }

              @Override
              public void failed(TallyException reason) {
                notJournaled(reason, batch.length);
              }
            }));
    batches++;
    bytes += batch.length;
  }

  private void askForMore() {
    boolean room = batches < STREAM_BATCHES_MAX && bytes < STREAM_BYTES_MAX;
    if (room && !asked && !halfClosed && !closed && failure == null && call.isReady()) {
      asked = true;
      call.request(1);
    }
  }

  private synchronized void acknowledge(long number, int batchBytes) {
    batches--;
    bytes -= batchBytes;
    if (!closed) {
      call.sendMessage(number);
      askForMore();
      closeIfDone();
    }
  }

  /** Whatever was wrong with a later batch, the producer must hear of this one. */
  private synchronized void notJournaled(TallyException reason, int batchBytes) {
    batches--;
    bytes -= batchBytes;
    failure = reason;
    closeIfDone();
  }

  /** Refuses what comes from here on. */
  synchronized void fail(TallyException reason) {
    if (failure == null) {
      failure = reason;
    }
    closeIfDone();
  }

  private void closeIfDone() {
    TallyException reason = failure;
    if (closed || batches > 0) {
      return;
    }
    if (reason != null) {
      closed = true;
      meters.refused(reason.code());
      call.close(Refusal.status(reason), Refusal.trailers(reason));
    } else if (halfClosed) {
      closed = true;
      call.close(Status.OK, new Metadata());
    }
  }

  @Override
  public synchronized void onHalfClose() {
    halfClosed = true;
    closeIfDone();
  }

  @Override
  public synchronized void onReady() {
    askForMore();
  }

  @Override
  public synchronized void onCancel() {
    closed = true;
    ended.accept(this);
  }

  @Override
  public synchronized void onComplete() {
    closed = true;
    ended.accept(this);
  }
}
