package dev.tally.collector.batch;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a producer says of its events: a {@code tally.ingest.v1.Report}.
 *
 * @param madeMs by the producer's clock
 * @param last whether the producer ended with it
 * @param client {@link Client#UNKNOWN} where it does not say
 */
public record Report(long sequence, long madeMs, boolean last, List<Count> counts, Client client) {
  /** Most pages of one report. */
  public static final int COUNTS_MAX = 4_096;

  /** Most reasons of one count, and most bytes of a reason. */
  static final int DROPS_MAX = 16;

  static final int REASON_BYTES_MAX = 64;

  /** Most bytes of each of a client's texts. */
  static final int CLIENT_BYTES_MAX = 128;

  private static final int MINUTE_MS = 60_000;

  /** A minute is over so long after its end: events of it may still be on their way to a count. */
  private static final int GRACE_MS = 1_000;

  /**
   * Totals of one page.
   *
   * @param minute since the epoch
   * @param drops events by reason
   */
  public record Count(
      String eventType,
      long minute,
      long page,
      long created,
      long acknowledged,
      Map<String, Long> drops) {
    public long dropped() {
      return drops.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  /**
   * What the producer is; empty texts where it does not say.
   *
   * @param sdk its language
   */
  public record Client(String sdk, String sdkVersion, String host) {
    static final Client UNKNOWN = new Client("", "", "");
  }

  /** Whether nothing is created in the minute any more. */
  public boolean isOver(Count count) {
    return madeMs - GRACE_MS >= (count.minute() + 1) * MINUTE_MS;
  }

  /** Field number and wire type of what ingest.proto declares. */
  private static final class Tag {
    static final int SEQUENCE = (1 << 3) | WireCursor.VARINT;
    static final int MADE_MS = (2 << 3) | WireCursor.VARINT;
    static final int LAST = (3 << 3) | WireCursor.VARINT;
    static final int COUNTS = (4 << 3) | WireCursor.BYTES;
    static final int CLIENT = (5 << 3) | WireCursor.BYTES;
    static final int CLIENT_SDK = (1 << 3) | WireCursor.BYTES;
    static final int CLIENT_SDK_VERSION = (2 << 3) | WireCursor.BYTES;
    static final int CLIENT_HOST = (3 << 3) | WireCursor.BYTES;
    static final int COUNT_EVENT_TYPE = (1 << 3) | WireCursor.BYTES;
    static final int COUNT_MINUTE = (2 << 3) | WireCursor.VARINT;
    static final int COUNT_PAGE = (3 << 3) | WireCursor.VARINT;
    static final int COUNT_CREATED = (4 << 3) | WireCursor.VARINT;
    static final int COUNT_ACKNOWLEDGED = (5 << 3) | WireCursor.VARINT;
    static final int COUNT_DROPS = (6 << 3) | WireCursor.BYTES;
    static final int DROPS_REASON = (1 << 3) | WireCursor.BYTES;
    static final int DROPS_EVENTS = (2 << 3) | WireCursor.VARINT;
  }

  /** Reads the rest of what the cursor is narrowed to. */
  static Report read(WireCursor cursor) throws WireException {
    long sequence = 0;
    long madeMs = 0;
    boolean last = false;
    List<Count> counts = new ArrayList<>();
    Client client = Client.UNKNOWN;
    while (!cursor.atEnd()) {
      int tag = cursor.readTag();
      switch (tag) {
        case Tag.SEQUENCE -> sequence = cursor.readVarint();
        case Tag.MADE_MS -> madeMs = cursor.readVarint();
        case Tag.LAST -> last = cursor.readVarint() != 0;
        case Tag.COUNTS -> {
          if (counts.size() == COUNTS_MAX) {
            throw new WireException("a report of more than " + COUNTS_MAX + " counts");
          }
          int outer = cursor.enter(cursor.readLength());
          counts.add(readCount(cursor));
          cursor.leave(outer);
        }
        case Tag.CLIENT -> {
          int outer = cursor.enter(cursor.readLength());
          client = readClient(cursor);
          cursor.leave(outer);
        }
        default -> cursor.skip(tag);
      }
    }
    return new Report(sequence, madeMs, last, List.copyOf(counts), client);
  }

  private static Client readClient(WireCursor cursor) throws WireException {
    String sdk = "";
    String sdkVersion = "";
    String host = "";
    while (!cursor.atEnd()) {
      int tag = cursor.readTag();
      switch (tag) {
        case Tag.CLIENT_SDK -> sdk = readText(cursor, CLIENT_BYTES_MAX);
        case Tag.CLIENT_SDK_VERSION -> sdkVersion = readText(cursor, CLIENT_BYTES_MAX);
        case Tag.CLIENT_HOST -> host = readText(cursor, CLIENT_BYTES_MAX);
        default -> cursor.skip(tag);
      }
    }
    return new Client(sdk, sdkVersion, host);
  }

  private static Count readCount(WireCursor cursor) throws WireException {
    String eventType = "";
    long minute = 0;
    long page = 0;
    long created = 0;
    long acknowledged = 0;
    Map<String, Long> drops = new HashMap<>();
    while (!cursor.atEnd()) {
      int tag = cursor.readTag();
      switch (tag) {
        case Tag.COUNT_EVENT_TYPE ->
            eventType = readText(cursor, BatchReader.EVENT_TYPE_NAME_BYTES_MAX);
        case Tag.COUNT_MINUTE -> minute = cursor.readVarint();
        case Tag.COUNT_PAGE -> page = cursor.readVarint();
        case Tag.COUNT_CREATED -> created = cursor.readVarint();
        case Tag.COUNT_ACKNOWLEDGED -> acknowledged = cursor.readVarint();
        case Tag.COUNT_DROPS -> {
          if (drops.size() == DROPS_MAX) {
            throw new WireException("a count with more than " + DROPS_MAX + " reasons");
          }
          int outer = cursor.enter(cursor.readLength());
          readDrops(cursor, drops);
          cursor.leave(outer);
        }
        default -> cursor.skip(tag);
      }
    }
    return new Count(eventType, minute, page, created, acknowledged, drops);
  }

  private static void readDrops(WireCursor cursor, Map<String, Long> drops) throws WireException {
    String reason = "";
    long events = 0;
    while (!cursor.atEnd()) {
      int tag = cursor.readTag();
      switch (tag) {
        case Tag.DROPS_REASON -> reason = readText(cursor, REASON_BYTES_MAX);
        case Tag.DROPS_EVENTS -> events = cursor.readVarint();
        default -> cursor.skip(tag);
      }
    }
    drops.merge(reason, events, Long::sum);
  }

  private static String readText(WireCursor cursor, int bytesMax) throws WireException {
    int length = cursor.readLength();
    if (length > bytesMax || !Utf8.isValid(cursor.bytes(), cursor.position(), length)) {
      throw new WireException("a name in a report is too long, or not UTF-8");
    }
    String text = new String(cursor.bytes(), cursor.position(), length, StandardCharsets.UTF_8);
    cursor.advance(length);
    return text;
  }
}
