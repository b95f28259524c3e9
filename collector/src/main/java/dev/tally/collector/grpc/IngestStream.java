package dev.tally.collector.grpc;

import com.google.protobuf.CodedOutputStream;
import dev.tally.collector.batch.BatchReader;
import dev.tally.collector.journal.Journal;
import dev.tally.collector.journal.Submission;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.ingest.v1.BatchAck;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;

/**
 * One producer's stream. A batch is checked as far as its envelope goes, given to the journal, and
 * acknowledged when the journal says that it is on disk. The first batch that is not taken ends the
 * stream: a later one must not get in before it.
 */
final class IngestStream extends ServerCall.Listener<byte[]> {
  /**
   * Batches of one stream that may wait for the disk; what comes beyond waits in the connection.
   */
  private static final int WINDOW_BATCHES = 32;

  /** When a producer should come back that met a full journal. */
  private static final int RETRY_AFTER_MS = 500;

  private static final Metadata.Key<String> RETRY_AFTER =
      Metadata.Key.of("tally-retry-after-ms", Metadata.ASCII_STRING_MARSHALLER);

  private static final int ACK_TAG_BYTES =
      CodedOutputStream.computeTagSize(BatchAck.NUMBER_FIELD_NUMBER);

  private final ServerCall<byte[], byte[]> call;
  private final Journal journal;
  private final IngestCounters counters;
  private final Clock clock;
  private final BatchReader reader = new BatchReader();
  private boolean ended;
  private boolean halfClosed;
  private int waiting;

  IngestStream(
      ServerCall<byte[], byte[]> call, Journal journal, IngestCounters counters, Clock clock) {
    this.call = call;
    this.journal = journal;
    this.counters = counters;
    this.clock = clock;
    call.sendHeaders(new Metadata());
    call.request(WINDOW_BATCHES);
  }

  @Override
  public void onMessage(byte[] batch) {
    synchronized (this) {
      if (ended) {
        return;
      }
      waiting++;
    }
    try {
      reader.open(batch, 0, batch.length);
      journal.append(
          new Submission(
              reader.producerHigh(),
              reader.producerLow(),
              reader.number(),
              clock.millis(),
              reader.eventCount(),
              batch,
              new Answer(reader.number(), batch.length)));
    } catch (TallyException e) {
      refuse(e);
    }
  }

  /** Told by the journal, on its thread. */
  private final class Answer implements Submission.Completion {
    private final long number;
    private final int bytes;

    Answer(long number, int bytes) {
      this.number = number;
      this.bytes = bytes;
    }

    @Override
    public void durable(boolean repeat) {
      counters.acknowledged(repeat, bytes);
      acknowledge(number);
    }

    @Override
    public void failed(TallyException reason) {
      refuse(reason);
    }
  }

  private synchronized void acknowledge(long number) {
    waiting--;
    if (ended) {
      return;
    }
    call.sendMessage(ack(number));
    call.request(1);
    if (halfClosed && waiting == 0) {
      end(Status.OK, new Metadata());
    }
  }

  private static byte[] ack(long number) {
    byte[] bytes = new byte[ACK_TAG_BYTES + CodedOutputStream.computeUInt64SizeNoTag(number)];
    try {
      CodedOutputStream.newInstance(bytes).writeUInt64(BatchAck.NUMBER_FIELD_NUMBER, number);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes;
  }

  private synchronized void refuse(TallyException reason) {
    waiting--;
    if (ended) {
      return;
    }
    counters.refused(reason.code());
    Metadata trailers = new Metadata();
    Status status = status(reason.code());
    if (status.getCode() == Status.Code.RESOURCE_EXHAUSTED) {
      trailers.put(RETRY_AFTER, Integer.toString(RETRY_AFTER_MS));
    }
    end(status.withDescription(reason.code() + ": " + reason.getMessage()), trailers);
  }

  private static Status status(ErrorCode code) {
    if (code == ErrorCode.JOURNAL_FULL) {
      return Status.RESOURCE_EXHAUSTED;
    }
    return switch (code.category()) {
      case USER -> Status.INVALID_ARGUMENT;
      case CAPACITY, INTERNAL -> Status.UNAVAILABLE;
    };
  }

  @Override
  public synchronized void onHalfClose() {
    halfClosed = true;
    if (waiting == 0 && !ended) {
      end(Status.OK, new Metadata());
    }
  }

  @Override
  public synchronized void onCancel() {
    ended = true;
  }

  private void end(Status status, Metadata trailers) {
    ended = true;
    call.close(status, trailers);
  }
}
