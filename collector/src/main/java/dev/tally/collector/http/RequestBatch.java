package dev.tally.collector.http;

import dev.tally.collector.batch.BatchReader;
import dev.tally.collector.batch.WireCursor;
import dev.tally.collector.journal.EventIds;
import dev.tally.collector.journal.Submission;
import dev.tally.collector.json.EventProblem;
import dev.tally.collector.json.EventReader;
import dev.tally.collector.json.WireBuffer;
import dev.tally.edl.model.Delivery;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Revision;
import dev.tally.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonParser;

/** The good events of one request, as one batch of the ingest protocol. */
final class RequestBatch implements Submission.Identified {
  /** What ingest.proto declares. */
  private static final class Field {
    static final int PRODUCER = 1;
    static final int NUMBER = 2;
    static final int ATTEMPT = 3;
    static final int SCHEMAS = 4;
    static final int EVENTS = 5;
    static final int CREATED_MS = 6;
    static final int SCHEMA_EVENT_TYPE = 1;
    static final int SCHEMA_FINGERPRINT = 2;
    static final int EVENT_SCHEMA = 1;
    static final int EVENT_PAYLOAD = 2;
    static final int EVENT_SENT_MS = 3;
    static final int EVENT_SHED = 4;
  }

  private final WireBuffer payloads = new WireBuffer();
  private final List<Revision> schemas = new ArrayList<>();
  private final Map<Integer, Integer> schemaPositions = new HashMap<>();
  private final EventId eventId;
  private final byte[] producer;
  private final long nowMs;
  private int count;
  private boolean hasIds;
  private int[] ends = new int[16];
  private int[] eventSchemas = new int[16];
  private long[] sentMs = new long[16];
  private long[] ids = new long[32];
  private long number;
  private int repeats;
  private final BitSet shed = new BitSet();

  /**
   * @param producer 16 bytes
   * @param sender whose ids the events' ids are
   * @param nowMs the time of events that don't say
   */
  RequestBatch(byte[] producer, String sender, long nowMs) {
    this.producer = producer;
    this.eventId = new EventId(sender);
    this.nowMs = nowMs;
  }

  /** Reads and keeps the event that the parser stands at. */
  void add(EventReader reader, JsonParser parser) throws EventProblem {
    int start = payloads.size();
    EventReader.Read event = reader.read(parser, payloads);
    Integer schema = schemaPositions.get(event.revision().id());
    if (schema == null) {
      if (schemas.size() == BatchReader.BATCH_SCHEMAS_MAX) {
        payloads.truncate(start);
        throw new EventProblem(
            ErrorCode.BATCH_TOO_LARGE,
            "",
            "more than " + BatchReader.BATCH_SCHEMAS_MAX + " event types in one request");
      }
      schema = schemas.size();
      schemas.add(event.revision());
      schemaPositions.put(event.revision().id(), schema);
    }
    if (count == ends.length) {
      grow();
    }
    ends[count] = payloads.size();
    eventSchemas[count] = schema;
    sentMs[count] = event.time() == null ? nowMs : event.time().toEpochMilli();
    if (!event.id().isEmpty()) {
      hasIds = true;
      eventId.of(event.revision().eventType().name(), event.id());
      ids[2 * count] = eventId.high();
      ids[2 * count + 1] = eventId.low();
    }
    count++;
  }

  private void grow() {
    int capacity = 2 * count;
    ends = Arrays.copyOf(ends, capacity);
    eventSchemas = Arrays.copyOf(eventSchemas, capacity);
    sentMs = Arrays.copyOf(sentMs, capacity);
    ids = Arrays.copyOf(ids, 2 * capacity);
  }

  int count() {
    return count;
  }

  /** Keeps the first events only. */
  void truncate(int events) {
    if (events < count) {
      Arrays.fill(ids, 2 * events, 2 * count, 0);
      count = events;
    }
    payloads.truncate(count == 0 ? 0 : ends[count - 1]);
  }

  boolean hasIds() {
    return hasIds;
  }

  /** Of its events, those that had been there before; known when it is durable. */
  int repeats() {
    return repeats;
  }

  /**
   * Leaves the payloads of best-effort events out. Their ids are not remembered: sent again, they
   * are new.
   */
  void shedBestEffort() {
    for (int event = 0; event < count; event++) {
      EventType eventType = schemas.get(eventSchemas[event]).eventType();
      if (eventType.delivery() == Delivery.BEST_EFFORT) {
        shed.set(event);
        ids[2 * event] = 0;
        ids[2 * event + 1] = 0;
      }
    }
  }

  /** Events that were shed. */
  int shed() {
    return shed.cardinality();
  }

  /** The same by event type. */
  Map<String, Integer> shedCounts() {
    Map<String, Integer> counts = new HashMap<>();
    shed.stream()
        .mapToObj(event -> schemas.get(eventSchemas[event]).eventType().name())
        .forEach(eventType -> counts.merge(eventType, 1, Integer::sum));
    return counts;
  }

  /** Its bytes, once it has its number. */
  byte[] numbered(long batchNumber) {
    number = batchNumber;
    return encode(new BitSet());
  }

  @Override
  public long[] ids() {
    return Arrays.copyOf(ids, 2 * count);
  }

  @Override
  public byte[] without(BitSet known) {
    repeats = known.cardinality();
    return encode(known);
  }

  private byte[] encode(BitSet without) {
    WireBuffer out = new WireBuffer();
    if (hasIds) {
      byte[] field = EventIds.encode(ids(), without);
      out.raw(field, 0, field.length);
    }
    out.field(Field.PRODUCER, producer, 0, producer.length);
    varint(out, Field.NUMBER, number);
    varint(out, Field.ATTEMPT, 1);
    varint(out, Field.CREATED_MS, nowMs);
    schemas.forEach(revision -> schema(out, revision));
    for (int event = 0; event < count; event++) {
      if (!without.get(event)) {
        event(out, event);
      }
    }
    return out.toByteArray();
  }

  private static void varint(WireBuffer out, int field, long value) {
    out.tag(field, WireCursor.VARINT);
    out.varint(value);
  }

  private static void schema(WireBuffer out, Revision revision) {
    byte[] name = revision.eventType().name().getBytes(StandardCharsets.UTF_8);
    WireBuffer schema = new WireBuffer();
    schema.field(Field.SCHEMA_EVENT_TYPE, name, 0, name.length);
    schema.tag(Field.SCHEMA_FINGERPRINT, WireCursor.FIXED64);
    schema.fixed64(revision.fingerprint());
    out.field(Field.SCHEMAS, schema.bytes(), 0, schema.size());
  }

  private void event(WireBuffer out, int event) {
    if (shed.get(event)) {
      WireBuffer marker = new WireBuffer();
      varint(marker, Field.EVENT_SCHEMA, eventSchemas[event]);
      varint(marker, Field.EVENT_SENT_MS, sentMs[event]);
      varint(marker, Field.EVENT_SHED, 1);
      out.field(Field.EVENTS, marker.bytes(), 0, marker.size());
      return;
    }
    int start = event == 0 ? 0 : ends[event - 1];
    int length = ends[event] - start;
    int size =
        3
            + WireBuffer.varintBytes(eventSchemas[event])
            + WireBuffer.varintBytes(length)
            + length
            + WireBuffer.varintBytes(sentMs[event]);
    out.tag(Field.EVENTS, WireCursor.BYTES);
    out.varint(size);
    varint(out, Field.EVENT_SCHEMA, eventSchemas[event]);
    out.field(Field.EVENT_PAYLOAD, payloads.bytes(), start, length);
    varint(out, Field.EVENT_SENT_MS, sentMs[event]);
  }
}
