package dev.tally.collector.batch;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A {@code tally.ingest.v1.Batch} read from its wire bytes. {@link #open} checks the whole envelope
 * and remembers where each event lies; payloads are not looked into. Reads what the generated class
 * reads, and refuses groups, a producer that is not 16 bytes, the number 0 and what is over a
 * limit. One thread; reusable.
 */
public final class BatchReader {
  /** Most events of one batch. */
  public static final int BATCH_EVENTS_MAX = 65_536;

  /** Most revisions that one batch refers to. */
  public static final int BATCH_SCHEMAS_MAX = 1_024;

  /** Longest full name of an event type. */
  public static final int EVENT_TYPE_NAME_BYTES_MAX = 512;

  private static final int PRODUCER_BYTES = 16;
  private static final int ATTEMPT_FIRST = 1;

  /** Stands for the length of the payload that a shed event has not. */
  private static final int SHED = -1;

  /** Field number and wire type of what ingest.proto declares. */
  private static final class Tag {
    static final int PRODUCER = (1 << 3) | WireCursor.BYTES;
    static final int NUMBER = (2 << 3) | WireCursor.VARINT;
    static final int ATTEMPT = (3 << 3) | WireCursor.VARINT;
    static final int SCHEMAS = (4 << 3) | WireCursor.BYTES;
    static final int EVENTS = (5 << 3) | WireCursor.BYTES;
    static final int CREATED_MS = (6 << 3) | WireCursor.VARINT;
    static final int REPORT = (7 << 3) | WireCursor.BYTES;
    static final int REPORTS = (8 << 3) | WireCursor.VARINT;
    static final int SCHEMA_EVENT_TYPE = (1 << 3) | WireCursor.BYTES;
    static final int SCHEMA_FINGERPRINT = (2 << 3) | WireCursor.FIXED64;
    static final int EVENT_SCHEMA = (1 << 3) | WireCursor.VARINT;
    static final int EVENT_PAYLOAD = (2 << 3) | WireCursor.BYTES;
    static final int EVENT_SENT_MS = (3 << 3) | WireCursor.VARINT;
    static final int EVENT_SHED = (4 << 3) | WireCursor.VARINT;
  }

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final WireCursor cursor = new WireCursor();
  private boolean hasProducer;
  private long producerHigh;
  private long producerLow;
  private long number;
  private int attempt;
  private long createdMs;
  private boolean reports;
  private @Nullable Report report;
  private int schemaCount;
  private String[] schemaNames = new String[8];
  private long[] schemaFingerprints = new long[8];
  private int eventCount;
  private int shedCount;
  private int[] eventSchemas = new int[256];
  private int[] payloadOffsets = new int[256];
  private int[] payloadLengths = new int[256];
  private long[] sentMs = new long[256];

  /**
   * @throws TallyException BATCH_MALFORMED or BATCH_TOO_LARGE
   */
  public void open(byte[] bytes, int offset, int length) {
    clear();
    cursor.reset(bytes, offset, length);
    try {
      while (!cursor.atEnd()) {
        readField(cursor.readTag());
      }
    } catch (WireException e) {
      throw malformed("it is no Batch message: " + e.getMessage());
    }
    if (!hasProducer) {
      throw malformed("it names no producer");
    }
    if (number == 0) {
      throw malformed("its number is 0; batches are numbered from 1");
    }
  }

  private void clear() {
    hasProducer = false;
    producerHigh = 0;
    producerLow = 0;
    number = 0;
    attempt = 0;
    createdMs = 0;
    reports = false;
    report = null;
    schemaCount = 0;
    eventCount = 0;
    shedCount = 0;
  }

  private void readField(int tag) throws WireException {
    switch (tag) {
      case Tag.PRODUCER -> readProducer(cursor.readLength());
      case Tag.NUMBER -> number = cursor.readVarint();
      case Tag.ATTEMPT -> attempt = (int) cursor.readVarint();
      case Tag.CREATED_MS -> createdMs = cursor.readVarint();
      case Tag.REPORTS -> reports = cursor.readVarint() != 0;
      case Tag.REPORT -> {
        int outer = cursor.enter(cursor.readLength());
        report = Report.read(cursor);
        cursor.leave(outer);
      }
      case Tag.SCHEMAS -> readSchema(cursor.readLength());
      case Tag.EVENTS -> readEvent(cursor.readLength());
      default -> cursor.skip(tag);
    }
  }

  private void readProducer(int length) throws WireException {
    if (length != PRODUCER_BYTES) {
      throw malformed("its producer has " + length + " bytes, not " + PRODUCER_BYTES);
    }
    hasProducer = true;
    producerHigh = (long) LONG.get(cursor.bytes(), cursor.position());
    producerLow = (long) LONG.get(cursor.bytes(), cursor.position() + Long.BYTES);
    cursor.advance(length);
  }

  private void readSchema(int length) throws WireException {
    if (schemaCount == BATCH_SCHEMAS_MAX) {
      throw tooLarge("it refers to more than " + BATCH_SCHEMAS_MAX + " revisions");
    }
    String name = "";
    long fingerprint = 0;
    int outer = cursor.enter(length);
    while (!cursor.atEnd()) {
      int tag = cursor.readTag();
      switch (tag) {
        case Tag.SCHEMA_EVENT_TYPE -> name = readName(cursor.readLength());
        case Tag.SCHEMA_FINGERPRINT -> fingerprint = cursor.readFixed64();
        default -> cursor.skip(tag);
      }
    }
    cursor.leave(outer);
    if (schemaCount == schemaNames.length) {
      schemaNames = Arrays.copyOf(schemaNames, 2 * schemaCount);
      schemaFingerprints = Arrays.copyOf(schemaFingerprints, 2 * schemaCount);
    }
    schemaNames[schemaCount] = name;
    schemaFingerprints[schemaCount++] = fingerprint;
  }

  private String readName(int length) throws WireException {
    if (length > EVENT_TYPE_NAME_BYTES_MAX) {
      throw tooLarge("the name of an event type has " + length + " bytes");
    }
    if (!Utf8.isValid(cursor.bytes(), cursor.position(), length)) {
      throw new WireException("the name of an event type is not UTF-8");
    }
    String name = new String(cursor.bytes(), cursor.position(), length, StandardCharsets.UTF_8);
    cursor.advance(length);
    return name;
  }

  private void readEvent(int length) throws WireException {
    if (eventCount == BATCH_EVENTS_MAX) {
      throw tooLarge("it has more than " + BATCH_EVENTS_MAX + " events");
    }
    if (eventCount == eventSchemas.length) {
      growEvents();
    }
    int schema = 0;
    int payloadOffset = cursor.position();
    int payloadLength = 0;
    long sent = 0;
    boolean shed = false;
    int outer = cursor.enter(length);
    while (!cursor.atEnd()) {
      int tag = cursor.readTag();
      switch (tag) {
        case Tag.EVENT_SCHEMA -> schema = (int) cursor.readVarint();
        case Tag.EVENT_PAYLOAD -> {
          payloadLength = cursor.readLength();
          payloadOffset = cursor.position();
          cursor.advance(payloadLength);
        }
        case Tag.EVENT_SENT_MS -> sent = cursor.readVarint();
        case Tag.EVENT_SHED -> shed = cursor.readVarint() != 0;
        default -> cursor.skip(tag);
      }
    }
    cursor.leave(outer);
    eventSchemas[eventCount] = schema;
    payloadOffsets[eventCount] = payloadOffset;
    payloadLengths[eventCount] = shed ? SHED : payloadLength;
    shedCount += shed ? 1 : 0;
    sentMs[eventCount++] = sent;
  }

  private void growEvents() {
    int capacity = 2 * eventCount;
    eventSchemas = Arrays.copyOf(eventSchemas, capacity);
    payloadOffsets = Arrays.copyOf(payloadOffsets, capacity);
    payloadLengths = Arrays.copyOf(payloadLengths, capacity);
    sentMs = Arrays.copyOf(sentMs, capacity);
  }

  private static TallyException malformed(String what) {
    return new TallyException(ErrorCode.BATCH_MALFORMED, "the batch can't be read: " + what);
  }

  private static TallyException tooLarge(String what) {
    return new TallyException(ErrorCode.BATCH_TOO_LARGE, "the batch is over a limit: " + what);
  }

  /** What was given to {@link #open}; payload offsets are indices into it. */
  public byte[] bytes() {
    return cursor.bytes();
  }

  /** The first 8 bytes of the producer's id, big-endian, as in {@link java.util.UUID}. */
  public long producerHigh() {
    return producerHigh;
  }

  /** The last 8 bytes of the producer's id, big-endian. */
  public long producerLow() {
    return producerLow;
  }

  /** Unsigned; never 0. */
  public long number() {
    return number;
  }

  /** Unsigned; 1 when the batch does not say. */
  public int attempt() {
    return attempt == 0 ? ATTEMPT_FIRST : attempt;
  }

  /** By the producer's clock; 0 when the batch does not say. */
  public long createdMs() {
    return createdMs;
  }

  /** Whether the producer sends reports, now and then. */
  public boolean reports() {
    return reports;
  }

  /** What the producer says of its events, if it does so here. */
  public @Nullable Report report() {
    return report;
  }

  public int schemaCount() {
    return schemaCount;
  }

  public String schemaName(int schema) {
    return schemaNames[schema];
  }

  public long schemaFingerprint(int schema) {
    return schemaFingerprints[schema];
  }

  /** Shed ones included. */
  public int eventCount() {
    return eventCount;
  }

  /** Events that were shed: they have no payload, and are not stored. */
  public int shedCount() {
    return shedCount;
  }

  public boolean isShed(int event) {
    return payloadLengths[event] == SHED;
  }

  /** Position in the batch's schemas, unsigned; may be out of range. */
  public int eventSchema(int event) {
    return eventSchemas[event];
  }

  public int payloadOffset(int event) {
    return payloadOffsets[event];
  }

  public int payloadLength(int event) {
    return payloadLengths[event];
  }

  /** By the producer's clock; 0 when the event does not say. */
  public long sentMs(int event) {
    return sentMs[event];
  }
}
