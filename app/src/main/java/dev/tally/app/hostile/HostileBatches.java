package dev.tally.app.hostile;

import bench.Quote;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import dev.tally.ingest.v1.Batch;
import dev.tally.ingest.v1.Event;
import dev.tally.ingest.v1.SchemaRef;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/** Batches of a gRPC producer: good ones changed at random, and some that are built to hurt. */
final class HostileBatches {
  private static final int PRODUCER_BYTES = 16;
  private static final int UNKNOWN_TYPES = 100_000;
  private static final int DEPTH = 10_000;
  private static final int MANY = 20_000;
  private static final int LARGE_BYTES = 1_500_000;
  private static final byte START_GROUP = 3;

  private final Random random;
  private final SchemaRef quote;

  HostileBatches(Random random) {
    this.random = random;
    this.quote =
        SchemaRef.newBuilder()
            .setEventType(Quote.SCHEMA.eventType())
            .setFingerprint(Quote.SCHEMA.fingerprint())
            .build();
  }

  byte[] next() {
    return switch (random.nextInt(60)) {
      case 0 -> Mutation.bytes(random, random.nextInt(2_000));
      case 1 -> groups();
      case 2 -> batch(quote, nested()).toByteArray();
      case 3 -> batch(quote, manyFields()).toByteArray();
      case 4 -> manySchemas();
      case 5 -> batch(quote, new byte[LARGE_BYTES]).toByteArray();
      case 6 -> batch(quote, badText()).toByteArray();
      case 7 -> good().setProducer(ByteString.copyFromUtf8("short")).build().toByteArray();
      case 8 ->
          good().addEvents(Event.newBuilder().setSchema(random.nextInt())).build().toByteArray();
      case 9 ->
          good().setAttempt(random.nextInt()).setNumber(random.nextLong()).build().toByteArray();
      case 10, 11, 12, 13, 14, 15, 16, 17, 18, 19 -> batch(unknownType(), payload()).toByteArray();
      case 20, 21, 22, 23, 24 -> batch(quote, Mutation.of(payload(), random)).toByteArray();
      default -> Mutation.of(good().build().toByteArray(), random);
    };
  }

  private SchemaRef unknownType() {
    return SchemaRef.newBuilder()
        .setEventType("nobody.Type" + random.nextInt(UNKNOWN_TYPES))
        .setFingerprint(random.nextLong())
        .build();
  }

  private Batch.Builder good() {
    return batch(quote, payload()).toBuilder();
  }

  private Batch batch(SchemaRef schema, byte[] payload) {
    return Batch.newBuilder()
        .setProducer(ByteString.copyFrom(Mutation.bytes(random, PRODUCER_BYTES)))
        .setNumber(1)
        .setAttempt(1)
        .setCreatedMs(System.currentTimeMillis())
        .addSchemas(schema)
        .addEvents(
            Event.newBuilder()
                .setPayload(ByteString.copyFrom(payload))
                .setSentMs(System.currentTimeMillis()))
        .build();
  }

  private byte[] payload() {
    return write(
        out -> {
          out.writeString(1, "N");
          out.writeInt64(2, 470_000 + random.nextInt(1_000));
          out.writeInt32(3, 100 * random.nextInt(50));
          out.writeString(6, "1");
        });
  }

  private byte[] badText() {
    return write(out -> out.writeByteArray(1, new byte[] {(byte) 0xC3, 0x28, (byte) 0xFF}));
  }

  private byte[] manyFields() {
    return write(
        out -> {
          for (int i = 0; i < MANY; i++) {
            out.writeString(1 + random.nextInt(1_000), "value");
          }
        });
  }

  /** Messages in messages: a time whose bytes are a time, and so on. */
  private static byte[] nested() {
    byte[] inner = {};
    for (int i = 0; i < DEPTH / 100; i++) {
      byte[] content = inner;
      inner = write(out -> out.writeByteArray(8, content));
    }
    return inner;
  }

  private static byte[] groups() {
    byte[] groups = new byte[DEPTH];
    Arrays.fill(groups, (byte) (1 << 3 | START_GROUP));
    return groups;
  }

  private byte[] manySchemas() {
    Batch.Builder batch = good();
    for (int i = 0; i < MANY / 10; i++) {
      batch.addSchemas(unknownType());
    }
    return batch.build().toByteArray();
  }

  private interface Body {
    void to(CodedOutputStream out) throws IOException;
  }

  private static byte[] write(Body body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      body.to(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** For a body of the HTTP edge: one event of the same type. */
  static byte[] json(Random random) {
    return """
        {"event":"bench.Quote","id":"h%d","attributes":{"exchange":"N","bid":"47.%04d","bid_size":100}}
        """
        .formatted(random.nextLong(), random.nextInt(10_000))
        .getBytes(StandardCharsets.UTF_8);
  }
}
