package dev.tally.collector.grpc;

import dev.tally.collector.admission.Admission;
import dev.tally.collector.admission.Caller;
import dev.tally.collector.admission.HeldStream;
import dev.tally.collector.admission.Shedding.Shed;
import dev.tally.collector.batch.BatchReader;
import dev.tally.collector.http.WriteKeys;
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
 * One producer's stream. A batch is asked for only while few are on their way to the disk, while
 * the producer takes its acknowledgements, and while {@link Admission} lets it in. After a refusal
 * nothing more is read, what was taken is still acknowledged, and then the stream ends: the batch
 * refused is the first without an acknowledgement.
 *
 * <p>Messages come on the connection's thread, acknowledgements from the journal's; this object's
 * monitor guards the call.
 */
final class IngestCall extends ServerCall.Listener<byte[]> implements HeldStream {
  /** Most batches of one stream between arrival and disk. */
  static final int STREAM_BATCHES_MAX = 64;

  /** No further batch of a stream is asked for while so many of its bytes are not on disk. */
  static final int STREAM_BYTES_MAX = 16 << 20;

  private final ServerCall<byte[], Ack> call;

  /** As the stream began. */
  private final Caller caller;

  private final Receiving receiving;
  private final Edge edge;
  private final BatchReader reader = new BatchReader();

  private int batches;
  private long bytes;
  private boolean asked;
  private boolean held;
  private boolean halfClosed;
  private boolean closed;
  private @Nullable TallyException failure;

  /**
   * What all streams share.
   *
   * @param keys asked again for each batch: a quota changes, a key is revoked
   * @param ended told of each stream that is over
   */
  record Edge(
      Journal journal,
      Admission admission,
      WriteKeys keys,
      Clock clock,
      int batchBytesMax,
      IngestMeters meters,
      Consumer<IngestCall> ended) {}

  IngestCall(ServerCall<byte[], Ack> call, Caller caller, Receiving receiving, Edge edge) {
    this.call = call;
    this.caller = caller;
    this.receiving = receiving;
    this.edge = edge;
  }

  synchronized void begin() {
    receiving.onTooMuch(this::abort);
    call.sendHeaders(new Metadata());
    askForMore();
  }

  @Override
  public Caller caller() {
    return edge.keys().now(caller).orElse(caller);
  }

  @Override
  public synchronized void onMessage(byte[] batch) {
    asked = false;
    boolean hasMemory = receiving.handOver(batch.length);
    if (closed || failure != null) {
      edge.admission().inFlight().remove(batch.length);
      return;
    }
    try {
      if (!hasMemory) {
        throw Admission.busy("too much is on its way to the disk");
      }
      submit(batch);
      askForMore();
    } catch (TallyException e) {
      edge.admission().inFlight().remove(batch.length);
      fail(e);
    }
  }

  private void submit(byte[] batch) {
    if (batch.length > edge.batchBytesMax()) {
      throw new TallyException(
          ErrorCode.BATCH_TOO_LARGE,
          "the batch has " + batch.length + " bytes; at most " + edge.batchBytesMax());
    }
    reader.open(batch, 0, batch.length);
    Caller sender = edge.keys().now(caller).orElseThrow(BearerKey::notValid);
    edge.admission().take(sender, reader.eventCount(), batch.length);
    boolean sheds = edge.admission().sheds();
    Shed shed = sheds ? edge.admission().shedding().shed(reader).orElse(null) : null;
    int shedEvents = shed == null ? 0 : shed.events();
    edge.journal()
        .append(
            new Submission(
                reader.producerHigh(),
                reader.producerLow(),
                reader.number(),
                edge.clock().millis(),
                reader.eventCount() - reader.shedCount() - shedEvents,
                shed == null ? batch : shed.bytes(),
                new Acknowledgement(reader.number(), batch.length, sheds, shed)));
    batches++;
    bytes += batch.length;
  }

  private final class Acknowledgement implements Submission.Completion {
    private final long number;
    private final int length;
    private final boolean sheds;
    private final @Nullable Shed shed;

    Acknowledgement(long number, int length, boolean sheds, @Nullable Shed shed) {
      this.number = number;
      this.length = length;
      this.sheds = sheds;
      this.shed = shed;
    }

    @Override
    public void durable(boolean repeat) {
      edge.admission().inFlight().remove(length);
      edge.meters().accepted(repeat);
      int events = 0;
      // Of a repeat, nothing was shed now: whatever the first one left out is all.
      if (shed != null && !repeat) {
        shed.countIn(edge.admission());
        events = shed.events();
      }
      int pauseMs = sheds ? (int) Admission.BEST_EFFORT_PAUSE.toMillis() : 0;
      acknowledge(new Ack(number, events, pauseMs), length);
    }

    @Override
    public void failed(TallyException reason) {
      edge.admission().inFlight().remove(length);
      notJournaled(reason, length);
    }
  }

  private void askForMore() {
    boolean room = batches < STREAM_BATCHES_MAX && bytes < STREAM_BYTES_MAX;
    if (!room || asked || held || halfClosed || closed || failure != null || !call.isReady()) {
      return;
    }
    if (edge.admission().mayRead(this)) {
      asked = true;
      call.request(1);
    } else {
      held = true;
    }
  }

  @Override
  public synchronized void resume() {
    held = false;
    askForMore();
  }

  @Override
  public synchronized void refuse(TallyException reason) {
    held = false;
    fail(reason);
  }

  private synchronized void acknowledge(Ack ack, int batchBytes) {
    batches--;
    bytes -= batchBytes;
    if (!closed) {
      call.sendMessage(ack);
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
      close(reason);
    } else if (halfClosed) {
      closed = true;
      call.close(Status.OK, new Metadata());
    }
  }

  private void close(TallyException reason) {
    closed = true;
    edge.meters().refused(reason.code());
    call.close(Refusal.status(reason), Refusal.trailers(reason));
  }

  /**
   * Ends the stream in the middle of a batch: the memory is needed. What it has on its way to the
   * disk is not acknowledged, and comes again as a repeat.
   */
  private synchronized void abort() {
    if (!closed) {
      close(Admission.busy("too much is on its way to the disk"));
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
    edge.ended().accept(this);
  }

  @Override
  public synchronized void onComplete() {
    closed = true;
    edge.ended().accept(this);
  }
}
