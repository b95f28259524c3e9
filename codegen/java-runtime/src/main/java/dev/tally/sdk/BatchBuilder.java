package dev.tally.sdk;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes batches of what is in the queue, numbered 1, 2, 3 … Field numbers and types are those of
 * {@code tally/ingest/v1/ingest.proto}. Used by the sender's thread only.
 */
final class BatchBuilder {
  private final byte[] producer;
  private final int eventsMax;
  private final int bytesMax;
  private final InstantSource clock;
  private final BatchTally tally;
  private final WireWriter schemas;
  private final WireWriter events;
  private final Map<EventSchema, Integer> indexes = new HashMap<>();
  private @Nullable EventSchema latestSchema;
  private int latestIndex;
  private long lastNumber;

  BatchBuilder(
      byte[] producer, int eventsMax, int bytesMax, InstantSource clock, BatchTally tally) {
    this.producer = producer;
    this.eventsMax = eventsMax;
    this.bytesMax = bytesMax;
    this.clock = clock;
    this.tally = tally;
    // Of the event that passes the limit there is always room for the whole.
    int roomBytes = bytesMax + TallyClient.EVENT_BYTES_MAX + 1024;
    events = new WireWriter(roomBytes);
    schemas = new WireWriter(Integer.MAX_VALUE - 1024);
  }

  /**
   * The oldest events of the queue, as many as fit. They leave the queue when the caller releases
   * it up to {@code until()}.
   *
   * @return null when the queue holds no filled event
   */
  @Nullable Batch take(EventQueue queue) {
    schemas.clear();
    events.clear();
    indexes.clear();
    tally.begin();
    latestSchema = null;
    long from = queue.head();
    long end = Math.min(queue.tail(), from + eventsMax);
    long position = from;
    while (position < end && events.size() + schemas.size() < bytesMax) {
      byte[] payload = queue.payload(position);
      if (payload == null) {
        break;
      }
      add(queue.schema(position), payload, queue.sentMs(position));
      position++;
    }
    if (position == from) {
      return null;
    }
    schemas.raw(events);
    schemas.tag(0x30).int64(clock.millis());
    schemas.tag(0x40).bool(true);
    byte[] body = schemas.toByteArray();
    return new Batch(producer, ++lastNumber, from, position, body, tally.end(), 0);
  }

  /**
   * A batch without events, at their place in the order.
   *
   * @param at queue position of the next event
   */
  Batch report(long at, WireWriter report, long reportNumber) {
    WireWriter body = new WireWriter(Integer.MAX_VALUE - 1024);
    body.tag(0x30).int64(clock.millis());
    body.tag(0x3A);
    int mark = body.open();
    body.raw(report);
    body.close(mark);
    body.tag(0x40).bool(true);
    return new Batch(
        producer, ++lastNumber, at, at, body.toByteArray(), new CountPage.Share[0], reportNumber);
  }

  private void add(EventSchema schema, byte[] payload, long sentMs) {
    int index = schema.equals(latestSchema) ? latestIndex : index(schema);
    tally.add(index, schema, sentMs);
    int bytes = 1 + WireWriter.varintBytes(payload.length) + payload.length;
    if (index != 0) {
      bytes += 1 + WireWriter.varintBytes(index);
    }
    bytes += 1 + WireWriter.varintBytes(sentMs);
    events.tag(0x2A).uint32(bytes);
    if (index != 0) {
      events.tag(0x08).uint32(index);
    }
    events.tag(0x12).bytes(payload);
    events.tag(0x18).int64(sentMs);
  }

  private int index(EventSchema schema) {
    Integer known = indexes.get(schema);
    if (known == null) {
      known = indexes.size();
      indexes.put(schema, known);
      schemas.tag(0x22);
      int mark = schemas.open();
      schemas.tag(0x0A).string(schema.eventType());
      schemas.tag(0x11).fixed64(schema.fingerprint());
      schemas.close(mark);
    }
    latestSchema = schema;
    latestIndex = known;
    return known;
  }
}
