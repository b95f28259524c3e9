package dev.tally.app.transfer;

import com.google.protobuf.ByteString;
import dev.tally.collector.json.JsonPlans;
import dev.tally.edl.registry.Catalog;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.ingest.v1.Batch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * Imports one source. Its rows are cut into ranges by their content alone, several ranges are made
 * into batches at once, and the batches go out in order. A batch's number is that of its last row,
 * and the producer's id follows from the source's content and the mapping: so a second import sends
 * what the collector has, however many ranges are made at once, and it says so. One thread.
 */
final class Importer implements Sources.Source {
  /** A checkpoint is written when at least this many ranges are acknowledged since the last. */
  private static final int CHECKPOINT_RANGES = 16;

  private static final int PRODUCER_BYTES = 16;

  private final SourceFile source;
  private final Mapping mapping;
  private final Catalog catalog;
  private final Workshop workshop;
  private final JsonPlans plans = new JsonPlans();
  private final byte[] producer;
  private final Path checkpointFile;
  private final Deque<Future<RangeEncoder.Encoded>> ahead = new ArrayDeque<>();

  /** Ranges that were sent and are not in the checkpoint. */
  private final Deque<Sent> sent = new ArrayDeque<>();

  private long events;
  private long errors;

  /**
   * @param folder of checkpoints
   */
  Importer(SourceFile source, Mapping mapping, Catalog catalog, Workshop workshop, Path folder) {
    this.source = source;
    this.mapping = mapping;
    this.catalog = catalog;
    this.workshop = workshop;
    this.producer = producer(source, mapping);
    this.checkpointFile = folder.resolve(id() + ".json");
  }

  private record Sent(Checkpoint reached, List<String> errors) {}

  private static byte[] producer(SourceFile source, Mapping mapping) {
    MessageDigest digest = SourceFile.digest();
    digest.update(source.sha256().getBytes(StandardCharsets.US_ASCII));
    digest.update(mapping.canonical().getBytes(StandardCharsets.UTF_8));
    return Arrays.copyOf(digest.digest(), PRODUCER_BYTES);
  }

  @Override
  public String id() {
    return HexFormat.of().formatHex(producer);
  }

  /** Goes on where the last run ended; does nothing when that was the end. */
  @Override
  public Transfer.Report run() {
    Optional<Checkpoint> earlier = Checkpoint.read(checkpointFile);
    Checkpoint from = earlier.orElse(Checkpoint.start(source.name()));
    if (!from.isComplete()) {
      // From here on a later run knows that it may repeat.
      from.write(checkpointFile);
      importFrom(from, earlier.isPresent() ? 2 : 1).write(checkpointFile);
    }
    source.discard();
    return new Transfer.Report(
        source.name(),
        from.isComplete() ? from.events() : events,
        from.isComplete() ? from.errors() : errors,
        from.isComplete());
  }

  private Checkpoint importFrom(Checkpoint from, int attempt) {
    events = from.events();
    errors = from.errors();
    Batch head =
        Batch.newBuilder().setProducer(ByteString.copyFrom(producer)).setAttempt(attempt).build();
    try (RangeReader ranges = new RangeReader(source.plain(workshop.progress().open(source)));
        BatchStream stream = new BatchStream(workshop.collector())) {
      ranges.skip(from.rows());
      long rows = from.rows();
      for (RowRange range = ranges.next(); range != null; range = ranges.next()) {
        workshop.pace().take(range.rows().size());
        makeRoom(stream);
        encode(range, head);
        rows = range.lastRow();
      }
      while (!ahead.isEmpty()) {
        sendNext(stream);
      }
      stream.flush();
      note(sent.size());
      return new Checkpoint(source.name(), rows, events, errors, true);
    } catch (IOException e) {
      throw new TallyException(
          ErrorCode.REQUEST_INVALID, source.name() + " can't be read: " + e, e);
    } finally {
      ahead.forEach(workshop::forget);
    }
  }

  /** Who has ranges under way can always make room; who has none waits for those who have. */
  private void makeRoom(BatchStream stream) {
    while (!workshop.room().tryAcquire()) {
      if (ahead.isEmpty()) {
        workshop.room().acquireUninterruptibly();
        return;
      }
      sendNext(stream);
    }
  }

  private void encode(RowRange range, Batch head) {
    ahead.add(
        workshop.submit(
            () -> new RangeEncoder(source.name(), mapping, plans, catalog, head).encode(range)));
  }

  /** Sends the batch of the oldest range; one without events has nothing to send. */
  private void sendNext(BatchStream stream) {
    RangeEncoder.Encoded next = encoded(ahead.getFirst());
    ahead.removeFirst();
    workshop.room().release();
    Batch batch = next.batch();
    events += batch.getEventsCount();
    errors += next.errors().size();
    if (batch.getEventsCount() > 0) {
      stream.send(batch);
    }
    workshop.progress().failed(next.errors().size());
    sent.add(
        new Sent(
            new Checkpoint(source.name(), batch.getNumber(), events, errors, false),
            next.errors()));
    int acknowledged = acknowledged(stream.acknowledged());
    if (acknowledged >= CHECKPOINT_RANGES) {
      note(acknowledged);
    }
  }

  private static RangeEncoder.Encoded encoded(Future<RangeEncoder.Encoded> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TallyException(ErrorCode.INTERNAL, "interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a range could not be made into a batch", e.getCause());
    }
  }

  private int acknowledged(long row) {
    int ranges = 0;
    for (Sent range : sent) {
      if (range.reached().rows() > row) {
        break;
      }
      ranges++;
    }
    return ranges;
  }

  /**
   * Writes what failed in the oldest ranges, and then that they are done: a run that is killed
   * between the two writes these rows again.
   */
  private void note(int ranges) {
    List<String> failed = new ArrayList<>();
    Checkpoint reached = null;
    for (int i = 0; i < ranges; i++) {
      Sent oldest = sent.removeFirst();
      failed.addAll(oldest.errors());
      reached = oldest.reached();
    }
    if (reached != null) {
      workshop.errors().append(failed);
      reached.write(checkpointFile);
    }
  }
}
