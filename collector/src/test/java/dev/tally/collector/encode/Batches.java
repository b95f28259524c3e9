package dev.tally.collector.encode;

import com.google.protobuf.ByteString;
import dev.tally.edl.model.Revision;
import dev.tally.ingest.v1.Batch;
import dev.tally.ingest.v1.Event;
import dev.tally.ingest.v1.SchemaRef;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;

/** Batches by the generated classes. */
public final class Batches {
  private Batches() {}

  public static Batch.Builder batch(UUID producer, long number, List<Revision> revisions) {
    Batch.Builder batch =
        Batch.newBuilder().setProducer(bytes(producer)).setNumber(number).setAttempt(1);
    for (Revision revision : revisions) {
      batch.addSchemas(
          SchemaRef.newBuilder()
              .setEventType(revision.eventType().name())
              .setFingerprint(revision.fingerprint()));
    }
    return batch;
  }

  public static Event event(int schema, byte[] payload, long sentMs) {
    return Event.newBuilder()
        .setSchema(schema)
        .setPayload(ByteString.copyFrom(payload))
        .setSentMs(sentMs)
        .build();
  }

  public static ByteString bytes(UUID producer) {
    ByteBuffer buffer = ByteBuffer.allocate(16);
    buffer.putLong(producer.getMostSignificantBits());
    buffer.putLong(producer.getLeastSignificantBits());
    return ByteString.copyFrom(buffer.flip());
  }
}
