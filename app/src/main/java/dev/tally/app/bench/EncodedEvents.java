package dev.tally.app.bench;

import com.google.protobuf.CodedOutputStream;
import dev.tally.edl.model.Delivery;
import dev.tally.edl.registry.Published;
import dev.tally.sdk.EventSchema;
import dev.tally.sdk.TallyClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Random;

/**
 * Events that were encoded beforehand: offering many times what is taken must not take the machine.
 * All types of the benchmark have the same eight attributes in the same fields; the event's time is
 * when it is sent.
 */
final class EncodedEvents {
  private static final int PAYLOADS = 1 << 13;
  private static final long SEED = 20_261_122;

  private final List<EventSchema> schemas;
  private final byte[][] payloads = new byte[PAYLOADS][];

  EncodedEvents(List<Published> eventTypes) {
    schemas =
        eventTypes.stream()
            .map(Published::revision)
            .map(
                revision ->
                    new EventSchema(
                        revision.eventType().name(),
                        revision.fingerprint(),
                        revision.eventType().delivery() == Delivery.BEST_EFFORT))
            .toList();
    Random random = new Random(SEED);
    for (int i = 0; i < PAYLOADS; i++) {
      payloads[i] = payload(random);
    }
  }

  private static byte[] payload(Random random) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      out.writeString(1, "c" + random.nextInt(60));
      out.writeInt32(2, 1 + random.nextInt(3));
      out.writeBool(3, random.nextBoolean());
      out.writeString(4, "/place/" + random.nextInt(200));
      out.writeInt64(5, random.nextInt(1 << 20));
      out.writeInt32(6, random.nextInt(5_000));
      out.writeDouble(7, random.nextInt(1_000) / 8.0);
      out.writeString(8, "text of a value " + random.nextInt(1 << 16));
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  void send(TallyClient client, long number) {
    client.send(schemas.get((int) (number % schemas.size())), payloads[(int) (number % PAYLOADS)]);
  }
}
