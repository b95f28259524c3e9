package dev.tally.collector.rejects;

import com.google.protobuf.ByteString;
import dev.tally.collector.batch.Replayed;
import dev.tally.collector.journal.Journal;
import dev.tally.collector.journal.Submission;
import dev.tally.edl.model.Revision;
import dev.tally.edl.registry.Catalog;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.ingest.v1.Batch;
import dev.tally.ingest.v1.Event;
import dev.tally.ingest.v1.SchemaRef;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Rejects as batches in the journal: those of one batch together, under its producer, number and
 * attempt, with the rows that they had there. One thread.
 */
final class ReplayBatches {
  /** Bytes of payload from which on a batch is full. */
  private static final int BATCH_BYTES = 1 << 20;

  /** Batches between memory and disk. */
  private static final int WINDOW_BATCHES = 64;

  private static final int ATTEMPT_MAX = 255;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Journal journal;
  private final Catalog catalog;
  private final Clock clock;

  /** By which the journal knows the batches; it is not their producer. */
  private final UUID sender = UUID.randomUUID();

  private final Deque<CompletableFuture<Void>> window = new ArrayDeque<>();
  private final Map<Revision, Integer> schemas = new LinkedHashMap<>();
  private final List<Integer> rows = new ArrayList<>();
  private final List<Integer> created = new ArrayList<>();
  private Batch.Builder batch = Batch.newBuilder();
  private @Nullable Source source;
  private long bytes;
  private long lastNumber;
  private long unpublished;

  ReplayBatches(Journal journal, Catalog catalog, Clock clock) {
    this.journal = journal;
    this.catalog = catalog;
    this.clock = clock;
  }

  /** What rejects of one batch have in common. */
  private record Source(String producer, String number, int attempt, long receivedMs) {}

  /** Adds a reject, as a line of JSON. */
  void add(String line) {
    JsonNode reject = JSON.readTree(line);
    Optional<Revision> revision = revision(reject);
    if (revision.isEmpty()) {
      unpublished++;
      return;
    }
    Source from =
        new Source(
            reject.path("from_producer").asString(),
            reject.path("from_batch").asString(),
            reject.path("attempt").asInt(),
            Long.parseLong(reject.path("received_ms").asString()));
    if (!from.equals(source) || bytes > BATCH_BYTES) {
      send();
      source = from;
    }
    byte[] payload = HexFormat.of().parseHex(reject.path("bytes").asString());
    batch.addEvents(
        Event.newBuilder()
            .setSchema(schemas.computeIfAbsent(revision.get(), r -> schemas.size()))
            .setPayload(ByteString.copyFrom(payload))
            .setSentMs(Long.parseLong(reject.path("time_ms").asString())));
    rows.add(reject.path("row").asInt());
    created.add((int) reject.path("created_s").asLong());
    bytes += payload.length;
  }

  /**
   * The revision that its producer named, when that was unknown and is published now; otherwise the
   * latest: what was wrong with the event is mended there, if anywhere.
   */
  private Optional<Revision> revision(JsonNode reject) {
    String event = reject.path("event").asString();
    if (reject.path("revision").asInt() == 0) {
      long fingerprint = Long.parseUnsignedLong(reject.path("named").asString(), 16);
      Optional<Revision> own = catalog.find(event, fingerprint);
      if (own.isPresent()) {
        return own;
      }
    }
    return catalog.latest(event);
  }

  long unpublished() {
    return unpublished;
  }

  /** Returns when everything is on disk. */
  void finish() {
    send();
    while (!window.isEmpty()) {
      awaitOldest();
    }
  }

  private void send() {
    Source from = source;
    if (from == null || rows.isEmpty()) {
      return;
    }
    schemas
        .keySet()
        .forEach(
            revision ->
                batch.addSchemas(
                    SchemaRef.newBuilder()
                        .setEventType(revision.eventType().name())
                        .setFingerprint(revision.fingerprint())));
    UUID producer = UUID.fromString(from.producer());
    byte[] message =
        batch
            .setProducer(
                ByteString.copyFrom(
                    ByteBuffer.allocate(2 * Long.BYTES)
                        .putLong(producer.getMostSignificantBits())
                        .putLong(producer.getLeastSignificantBits())
                        .array()))
            .setNumber(Long.parseUnsignedLong(from.number()))
            .setAttempt(Math.min(ATTEMPT_MAX, from.attempt() + 1))
            .build()
            .toByteArray();
    byte[] field =
        Replayed.encode(
            from.receivedMs(),
            rows.stream().mapToInt(Integer::intValue).toArray(),
            created.stream().mapToInt(Integer::intValue).toArray());
    append(ByteBuffer.allocate(field.length + message.length).put(field).put(message).array());
    batch = Batch.newBuilder();
    schemas.clear();
    rows.clear();
    created.clear();
    bytes = 0;
  }

  private void append(byte[] record) {
    if (window.size() == WINDOW_BATCHES) {
      awaitOldest();
    }
    CompletableFuture<Void> durable = new CompletableFuture<>();
    journal.append(
        new Submission(
                sender.getMostSignificantBits(),
                sender.getLeastSignificantBits(),
                ++lastNumber,
                clock.millis(),
                rows.size(),
                record,
                new Submission.Completion() {
                  @Override
                  public void durable(boolean repeat) {
                    durable.complete(null);
                  }

                  @Override
                  public void failed(TallyException reason) {
                    durable.completeExceptionally(reason);
                  }
                })
            .asReplay());
    window.add(durable);
  }

  private void awaitOldest() {
    try {
      window.remove().join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof TallyException failure) {
        throw failure;
      }
      throw new TallyException(ErrorCode.INTERNAL, "the journal failed: " + e.getCause(), e);
    }
  }
}
