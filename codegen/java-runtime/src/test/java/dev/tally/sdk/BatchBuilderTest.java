package dev.tally.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.tally.ingest.v1.SchemaRef;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Held against the generated classes of ingest.proto. */
final class BatchBuilderTest {
  private static final long SEED = 20_261_121;
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00.123Z");
  private static final byte[] PRODUCER = new byte[16];

  private final EventQueue queue = new EventQueue(10_000, 100_000_000, () -> {});

  private static BatchBuilder builder(int eventsMax, int bytesMax) {
    return new BatchBuilder(
        PRODUCER,
        eventsMax,
        bytesMax,
        InstantSource.fixed(NOW),
        new BatchTally(new Ledger(new DoorDrops(() -> {}))));
  }

  private Batch take(BatchBuilder builder) {
    Batch batch = Objects.requireNonNull(builder.take(queue));
    queue.release(batch.until());
    return batch;
  }

  private static byte[] bytes(Batch batch) throws IOException {
    return batch.nextAttempt(0).stream().readAllBytes();
  }

  @Test
  void writesWhatProtobufReads() throws IOException {
    Random random = new Random(SEED);
    // So many schemas that their positions take two bytes.
    EventSchema[] schemas = new EventSchema[300];
    for (int i = 0; i < schemas.length; i++) {
      schemas[i] = new EventSchema("test.Type" + i, random.nextLong(), false);
    }
    dev.tally.ingest.v1.Batch.Builder expected =
        dev.tally.ingest.v1.Batch.newBuilder()
            .setProducer(ByteString.copyFrom(PRODUCER))
            .setNumber(1)
            .setAttempt(1)
            .setCreatedMs(NOW.toEpochMilli())
            .setReports(true);
    for (int i = 0; i < 2_000; i++) {
      int index = i < schemas.length ? i : random.nextInt(schemas.length);
      byte[] payload = new byte[random.nextInt(400)];
      random.nextBytes(payload);
      long sentMs = random.nextLong() >>> random.nextInt(64);
      queue.offer(schemas[index], payload, sentMs);
      expected
          .addEventsBuilder()
          .setSchema(index)
          .setPayload(ByteString.copyFrom(payload))
          .setSentMs(sentMs);
    }
    for (EventSchema schema : schemas) {
      expected.addSchemas(
          SchemaRef.newBuilder()
              .setEventType(schema.eventType())
              .setFingerprint(schema.fingerprint()));
    }
    Batch batch = take(builder(10_000, 2 * 1024 * 1024));
    assertThat(dev.tally.ingest.v1.Batch.parseFrom(bytes(batch)))
        .as("seed " + SEED)
        .isEqualTo(expected.build());
  }

  @Test
  void numbersBatchesAndCountsAttempts() throws IOException {
    BatchBuilder builder = builder(1, 1000);
    for (int i = 0; i < 3; i++) {
      queue.offer(SampleEvent.SCHEMA, new byte[i], i);
    }
    for (int number = 1; number <= 3; number++) {
      Batch batch = take(builder);
      assertThat(batch.from()).isEqualTo(number - 1);
      for (int attempt = 1; attempt <= 200; attempt++) {
        assertThat(dev.tally.ingest.v1.Batch.parseFrom(bytes(batch)))
            .returns((long) number, b -> b.getNumber())
            .returns(attempt, b -> b.getAttempt())
            .returns(number - 1, b -> b.getEvents(0).getPayload().size());
      }
    }
    assertThat(builder.take(queue)).isNull();
  }

  @Test
  void endsABatchAtItsLimitOfEvents() {
    for (int i = 0; i < 11; i++) {
      queue.offer(SampleEvent.SCHEMA, new byte[10], i);
    }
    BatchBuilder builder = builder(5, 1_000_000);
    assertThat(take(builder).events()).isEqualTo(5);
    assertThat(take(builder).events()).isEqualTo(5);
    assertThat(take(builder).events()).isEqualTo(1);
  }

  @Test
  void endsABatchWithTheEventThatReachesItsLimitOfBytes() {
    for (int i = 0; i < 3; i++) {
      queue.offer(SampleEvent.SCHEMA, new byte[TallyClient.EVENT_BYTES_MAX], i);
    }
    BatchBuilder builder = builder(5, TallyClient.EVENT_BYTES_MAX);
    assertThat(take(builder).events()).isEqualTo(1);
    assertThat(take(builder(5, ClientSettings.BATCH_BYTES_LIMIT)).events()).isEqualTo(2);
  }

  @Test
  void theLargestBatchStaysBelowWhatServersAccept() throws IOException {
    queue.offer(SampleEvent.SCHEMA, new byte[TallyClient.EVENT_BYTES_MAX - 100], 0);
    queue.offer(SampleEvent.SCHEMA, new byte[TallyClient.EVENT_BYTES_MAX - 100], 0);
    queue.offer(SampleEvent.SCHEMA, new byte[TallyClient.EVENT_BYTES_MAX], 0);
    Batch batch = take(builder(5, ClientSettings.BATCH_BYTES_LIMIT));
    assertThat(batch.events()).isEqualTo(3);
    assertThat(bytes(batch).length).isLessThan(4 * 1024 * 1024);
  }

  @Test
  void handsItsBytesOverInOnePiece() throws IOException {
    queue.offer(SampleEvent.SCHEMA, new byte[1000], 0);
    Batch.Message message = take(builder(5, 100)).nextAttempt(0);
    byte[] copied = message.stream().readAllBytes();
    ByteArrayOutputStream drained = new ByteArrayOutputStream();
    InputStream stream = message.stream();
    assertThat(stream).isInstanceOf(KnownLength.class);
    assertThat(stream.available()).isEqualTo(copied.length);
    assertThat(((Drainable) stream).drainTo(drained)).isEqualTo(copied.length);
    assertThat(drained.toByteArray()).isEqualTo(copied);
  }
}
