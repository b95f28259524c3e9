package dev.tally.collector.http;

import dev.tally.collector.journal.Journal;
import dev.tally.collector.journal.Submission;
import dev.tally.error.TallyException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * The HTTP edge as a producer: an id of its own since it started, and a number for each request. A
 * request that is sent again is a new batch; its events are known by their own ids.
 */
final class HttpProducer {
  private final Journal journal;
  private final Clock clock;
  private final UUID id = UUID.randomUUID();
  private long lastNumber;

  HttpProducer(Journal journal, Clock clock) {
    this.journal = journal;
    this.clock = clock;
  }

  byte[] id() {
    return ByteBuffer.allocate(2 * Long.BYTES)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }

  /**
   * Hands a batch to the journal. Numbers must arrive there in their order, hence the lock.
   *
   * @return done when the batch is on disk, failed with a TallyException when it is not
   * @throws TallyException JOURNAL_FULL, COLLECTOR_STOPPING
   */
  synchronized CompletableFuture<Void> append(RequestBatch batch) {
    CompletableFuture<Void> durable = new CompletableFuture<>();
    long number = lastNumber + 1;
    Submission submission =
        new Submission(
            id.getMostSignificantBits(),
            id.getLeastSignificantBits(),
            number,
            clock.millis(),
            batch.count() - batch.shed(),
            batch.numbered(number),
            new Submission.Completion() {
              @Override
              public void durable(boolean repeat) {
                durable.complete(null);
              }

              @Override
              public void failed(TallyException reason) {
                durable.completeExceptionally(reason);
              }
            });
    journal.append(batch.hasIds() ? submission.identifiedBy(batch) : submission);
    lastNumber = number;
    return durable;
  }
}
